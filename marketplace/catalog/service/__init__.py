"""Writes about what is sold: one module per family of verbs."""
