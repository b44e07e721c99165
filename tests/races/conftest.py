"""Races over real commits; those of money with a real provider too."""

from tests.support.psp import house, shop_url

__all__ = ["house", "shop_url"]
