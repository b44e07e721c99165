"""Pages for shop: one module per resource."""

from fastapi import APIRouter

from marketplace.web.shop import (
    basket,
    checkout,
    divisions,
    documents,
    me,
)

router = APIRouter()
MODULES: tuple[APIRouter, ...] = (
    basket.router,
    checkout.router,
    documents.router,
    divisions.router,
    me.router,
)
for module in MODULES:
    router.include_router(module)
