"""JSON over the same services, and its description."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse

from marketplace.api.v1 import (
    addresses,
    basket,
    onboarding,
    products,
    purchases,
    vendor_orders,
)

REFUSALS: Final = {
    "default": {
        "description": "A refusal, with a stable code and a sentence for people.",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
}
PROBLEM: Final = {
    "type": "object",
    "description": "Why not. Source: RFC 9457.",
    "required": ["type", "title", "status", "code", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "field": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A number of your own for this very call: asking again gets the same answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}

router = APIRouter(prefix="/api")
v1 = APIRouter(prefix="/v1", responses={**REFUSALS})
for module in (products, basket, addresses, purchases, vendor_orders, onboarding):
    v1.include_router(module.router)
v1.include_router(purchases.brief)
router.include_router(v1)


@router.get("/openapi.json", name="api.openapi", include_in_schema=False)
async def openapi(request: Request) -> JSONResponse:
    """The description of ``/api/v1``, and of nothing else."""
    return JSONResponse(_described(request))


def _described(request: Request) -> dict[str, Any]:
    held = request.app.state
    if not hasattr(held, "openapi"):
        described = get_openapi(
            title="Pavilion",
            version="1",
            description=(
                "Money is in 分 (`_minor`), weight in grams, moments are UTC. Unsafe calls need an"
                " `Idempotency-Key` header; the answer is kept for 24 hours. Refusals are"
                " `application/problem+json` with a stable `code`."
            ),
            routes=list(router.routes),
        )
        described["components"].setdefault("securitySchemes", {})["token"] = {
            "type": "http",
            "scheme": "bearer",
        }
        described["security"] = [{"token": []}, {}]
        described["components"]["schemas"]["Problem"] = PROBLEM
        described["components"]["parameters"] = {"IdempotencyKey": KEY}
        for operations in described["paths"].values():
            for method, operation in operations.items():
                if method != "get":
                    key = {"$ref": "#/components/parameters/IdempotencyKey"}
                    operation.setdefault("parameters", []).append(key)
        held.openapi = described
    found: dict[str, Any] = held.openapi
    return found
