"""Pages for vendor: one module per resource."""

from fastapi import APIRouter

router = APIRouter()
MODULES: tuple[APIRouter, ...] = ()
for module in MODULES:
    router.include_router(module)
