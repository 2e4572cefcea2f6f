"""How are things sealed, kept, hashed and proved? Tools that know no exchange, no SQL, no HTTP, no clock."""
