"""Who sells, and who said that they may."""
