"""How does a monthly table live? Proposed from the dossiers, settled, frozen, corrected (annexe 4-1; V-1 to V-5).

`columns` says what stands in it, `shown` what a page shows of it; `proposing` makes the live view; `editing`,
`settling` and `stating` change what it rests on, `freezing_table` copies it for good, `frozen` reads it again.
"""
