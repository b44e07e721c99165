"""Files: photos for everybody, papers for the few."""
