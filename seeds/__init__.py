"""The demo as data and pure code: what a first start and a load test fill the shop with."""
