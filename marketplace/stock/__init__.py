"""How many there are of each sellable thing."""
