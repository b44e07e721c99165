"""How fast the pavilion is, beside what this machine could do at best; see README.md."""
