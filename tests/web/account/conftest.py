"""Pages of the account; those about money have a real provider behind them."""

from tests.support.psp import house, shop_url

__all__ = ["house", "shop_url"]
