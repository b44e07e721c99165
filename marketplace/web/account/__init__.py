"""Pages for account: one module per resource."""

from fastapi import APIRouter

from marketplace.web.account import (
    addresses,
    confirm,
    history,
    home,
    login,
    messages,
    orders,
    payments,
    register,
    sessions,
    tokens,
)

router = APIRouter()
MODULES: tuple[APIRouter, ...] = (
    addresses.router,
    confirm.router,
    history.router,
    home.router,
    login.router,
    messages.router,
    orders.router,
    payments.router,
    register.router,
    sessions.router,
    tokens.router,
)
for module in MODULES:
    router.include_router(module)
