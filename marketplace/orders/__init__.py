"""Purchases and the orders they fall into."""
