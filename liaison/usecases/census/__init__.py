"""How do the people whom a structure shelters come in from its first census? Looked at row by row, then all or nothing.

`cells` reads a row, `recognising` finds whom the house knows already, `planning` says what would happen, `taking` does
it, `model_table` is the blank table that structures fill (guide:283-289, decision 0114).
"""
