"""Papers that prove a claim."""
