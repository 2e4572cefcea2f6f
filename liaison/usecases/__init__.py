"""What can a person, or the night, do? One file, one thing; load, check, act, write, return a view."""
