"""Pages for vendor: one module per resource."""

from fastapi import APIRouter

from marketplace.web.vendor import freight, orders, parcels, picklist, today, workbench

router = APIRouter()
MODULES: tuple[APIRouter, ...] = (
    today.router,
    freight.router,
    orders.router,
    parcels.router,
    picklist.router,
    workbench.router,
)
for module in MODULES:
    router.include_router(module)
