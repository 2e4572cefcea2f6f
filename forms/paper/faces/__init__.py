"""Which faces does every fiche embed? Static TrueType files and how they were made; licence in OFL.txt."""
