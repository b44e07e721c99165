"""Pages for admin: one module per resource."""

from fastapi import APIRouter

from marketplace.web.admin import (
    audit,
    messages,
    payments,
)

router = APIRouter()
MODULES: tuple[APIRouter, ...] = (
    audit.router,
    messages.router,
    payments.router,
)
for module in MODULES:
    router.include_router(module)
