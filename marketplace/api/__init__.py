"""JSON over the same services."""

from fastapi import APIRouter

router = APIRouter(prefix="/api")
