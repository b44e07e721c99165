"""Notices from outside: verify, store, acknowledge; nothing else."""

from fastapi import APIRouter

router = APIRouter(prefix="/webhooks")
