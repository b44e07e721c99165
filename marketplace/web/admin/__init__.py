"""Pages for admin: one module per resource."""

from fastapi import APIRouter

from marketplace.web.admin import (
    applications,
    audit,
    certificates,
    home,
    messages,
    payments,
    products,
)

router = APIRouter()
MODULES: tuple[APIRouter, ...] = (
    certificates.router,
    applications.router,
    home.router,
    audit.router,
    messages.router,
    payments.router,
    products.router,
)
for module in MODULES:
    router.include_router(module)
