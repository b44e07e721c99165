"""Pages for shop: one module per resource."""

from fastapi import APIRouter

from marketplace.web.shop import (
    art,
    basket,
    categories,
    checkout,
    divisions,
    documents,
    home,
    licences,
    me,
    places,
    products,
    search,
    sitemaps,
    vendors,
)

router = APIRouter()
MODULES: tuple[APIRouter, ...] = (
    licences.router,
    art.router,
    categories.router,
    home.router,
    places.router,
    products.router,
    search.router,
    sitemaps.router,
    vendors.router,
    basket.router,
    checkout.router,
    documents.router,
    divisions.router,
    me.router,
)
for module in MODULES:
    router.include_router(module)
