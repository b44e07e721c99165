"""Lists and search, made from the catalogue."""
