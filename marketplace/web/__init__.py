"""HTML, by audience. Every unsafe route is checked against forgery."""

from fastapi import APIRouter

from marketplace.web import account, admin, shop, vendor

AUDIENCES = (shop, account, vendor, admin)
MODULES: tuple[APIRouter, ...] = tuple(
    module for audience in AUDIENCES for module in audience.MODULES
)
router = APIRouter()
for audience in AUDIENCES:
    router.include_router(audience.router)
