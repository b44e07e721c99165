"""Pages for vendor: one module per resource."""

from fastapi import APIRouter

from marketplace.web.vendor import (
    certificates,
    freight,
    onboarding,
    orders,
    parcels,
    picklist,
    product_sizes,
    product_terms,
    product_what,
    product_words,
    products,
    shop,
    today,
    workbench,
)

router = APIRouter()
MODULES: tuple[APIRouter, ...] = (
    shop.router,
    onboarding.router,
    certificates.router,
    today.router,
    freight.router,
    orders.router,
    parcels.router,
    picklist.router,
    product_what.router,
    product_sizes.router,
    product_terms.router,
    product_words.router,
    products.router,
    workbench.router,
)
for module in MODULES:
    router.include_router(module)
