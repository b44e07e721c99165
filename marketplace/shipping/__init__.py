"""How goods travel, and what that costs."""
