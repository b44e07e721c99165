"""Notices from outside: verify, store, acknowledge; nothing else."""

from fastapi import APIRouter

from marketplace.webhooks import payments

router = APIRouter(prefix="/webhooks")
router.include_router(payments.router)
