"""A buyer's basket for programs."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from marketplace.api.v1.route import ApiRoute, ApiSession, BasketBearer
from marketplace.api.v1.shapes import In, Out, Text
from marketplace.baskets import queries, service
from marketplace.baskets.queries import Owner

router = APIRouter(prefix="/basket", route_class=ApiRoute, tags=["basket"])


class LineIn(In):
    """How many pieces of a variant."""

    variant_id: UUID
    quantity: int


class QuantityIn(In):
    """How many pieces."""

    quantity: int


class LineOut(Out):
    """One line. Units: 分. ``refusal`` says why it cannot be bought, if so."""

    variant_id: UUID
    product_id: UUID
    vendor_id: UUID
    title: Text
    variant: Text
    quantity: int
    price_minor: int
    seen_price_minor: int
    refusal: str | None


class BasketOut(Out):
    """Everything in the basket."""

    lines: list[LineOut]


async def _basket(session: ApiSession, owner: Owner) -> BasketOut:
    return BasketOut(
        lines=[
            LineOut(
                variant_id=line.thing.variant_id,
                product_id=line.thing.product_id,
                vendor_id=line.thing.vendor_id,
                title=Text(zh=line.thing.title_zh, en=line.thing.title_en),
                variant=Text(zh=line.thing.variant_zh, en=line.thing.variant_en),
                quantity=line.quantity,
                price_minor=line.thing.price_minor,
                seen_price_minor=line.seen_price_minor,
                refusal=line.refusal.sentence(line.thing.available) if line.refusal else None,
            )
            for line in await queries.lines(session, owner)
        ]
    )


@router.get("", name="api.v1.basket")
async def basket(session: ApiSession, bearer: BasketBearer) -> BasketOut:
    """What is in the basket."""
    return await _basket(session, Owner(account_id=bearer.account_id))


@router.post("/lines", status_code=201, name="api.v1.basket.add")
async def add(session: ApiSession, bearer: BasketBearer, body: LineIn) -> BasketOut:
    """Put so many more pieces in."""
    owner = Owner(account_id=bearer.account_id)
    await service.add(session, owner=owner, variant_id=body.variant_id, quantity=body.quantity)
    return await _basket(session, owner)


@router.put("/lines/{variant_id}", name="api.v1.basket.change")
async def change(
    session: ApiSession,
    bearer: BasketBearer,
    variant_id: Annotated[UUID, Path()],
    body: QuantityIn,
) -> BasketOut:
    """Make it just so many pieces."""
    owner = Owner(account_id=bearer.account_id)
    await service.change(session, owner=owner, variant_id=variant_id, quantity=body.quantity)
    return await _basket(session, owner)


@router.delete("/lines/{variant_id}", name="api.v1.basket.remove")
async def remove(
    session: ApiSession, bearer: BasketBearer, variant_id: Annotated[UUID, Path()]
) -> BasketOut:
    """Take it out; taking out what is not in is not an error."""
    owner = Owner(account_id=bearer.account_id)
    await service.remove(session, owner=owner, variant_id=variant_id)
    return await _basket(session, owner)
