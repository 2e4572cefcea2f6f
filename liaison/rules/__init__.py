"""What does the programme allow? Pure decisions: values and `now` in, values or errors out."""
