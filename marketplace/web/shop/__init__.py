"""Pages for shop: one module per resource."""

from fastapi import APIRouter

from marketplace.web.shop import documents

router = APIRouter()
MODULES: tuple[APIRouter, ...] = (documents.router,)
for module in MODULES:
    router.include_router(module)
