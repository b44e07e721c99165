"""HTML, by audience. Every unsafe route is checked against forgery."""

from fastapi import APIRouter

from marketplace.web import account, admin, shop, vendor

router = APIRouter()
for audience in (shop, account, vendor, admin):
    router.include_router(audience.router)
