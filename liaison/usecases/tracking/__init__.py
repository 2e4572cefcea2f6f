"""Who was in the programme during a period (V-6)? The table of annexe 8, and the operator's own columns.

`gathering` reads it off the dossiers, `showing` is its page, `exporting` its files, `columns` the operator's columns.
"""
