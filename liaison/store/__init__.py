"""Where does the SQL stand? Here and nowhere else; every write takes an `Event` (law 9 of the house)."""
