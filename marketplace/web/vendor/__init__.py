"""Pages for vendor: one module per resource."""

from fastapi import APIRouter

from marketplace.web.vendor import (
    certificates,
    freight,
    onboarding,
    orders,
    parcels,
    picklist,
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
    workbench.router,
)
for module in MODULES:
    router.include_router(module)
