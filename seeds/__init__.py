"""The demo pavilions as data and pure code: what a first start and a load test fill the shop with."""
