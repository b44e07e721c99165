"""Payments end to end: see ``tests.support.psp``."""

from tests.support.psp import house, shop_url

__all__ = ["house", "shop_url"]
