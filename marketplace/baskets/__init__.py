"""What visitors mean to buy."""
