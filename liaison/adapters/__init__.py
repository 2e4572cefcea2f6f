"""How does liaison touch the outside world? One class for each door; no rule is decided here."""
