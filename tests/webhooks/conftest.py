"""Notices over real HTTP: see ``tests.support.psp``."""

from tests.support.psp import house, shop_url

__all__ = ["house", "shop_url"]
