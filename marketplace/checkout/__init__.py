"""From a basket to a purchase."""
