"""Work about listings after the commit: telling people, closing what lost its licence."""

from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.models import Product, ProductDecision
from marketplace.catalog.service import delist_lapsed
from marketplace.infra.jobs import JobBook, Work
from marketplace.kit.clock import china_day, utcnow
from marketplace.messages.models import Message
from marketplace.messages.recipient import Recipient
from marketplace.messages.service import tell
from marketplace.vendors.queries import people

book: Final = JobBook("catalog")
MESSAGE: Final = "product_decision"


@book.job
async def tell_decision(work: Work, product_id: str, decision: str) -> None:
    """Tell everybody at the vendor what was decided about a listing, once."""
    async with work.sessions.begin() as session:
        made = await _latest(session, UUID(product_id), decision)
        if made is None:
            return
        product = await session.get_one(Product, made.product_id)
        for person in await people(session, product.vendor_id):
            if await _was_told(session, person, made):
                continue
            await tell(
                session,
                to=person,
                name=MESSAGE,
                values={
                    "decision": made.decision,
                    "product_name": product.name_zh,
                    "product_name_en": product.name_en or product.name_zh,
                    "reason": made.reason,
                    "corrections": [str(each) for each in made.corrections.values()],
                },
                link=f"/vendor/products/{product.id}",
                about=_about(made),
            )


@book.job
async def close_lapsed(work: Work, vendor_id: str) -> None:
    """Take off sale what a vendor's papers no longer cover; asked for when a paper ends."""
    async with work.sessions.begin() as session:
        await delist_lapsed(session, vendor_id=UUID(vendor_id), on=china_day(utcnow()))


async def _latest(session: AsyncSession, product_id: UUID, decision: str) -> ProductDecision | None:
    found: ProductDecision | None = await session.scalar(
        select(ProductDecision)
        .where(ProductDecision.product_id == product_id, ProductDecision.decision == decision)
        .order_by(ProductDecision.created_at.desc(), ProductDecision.id.desc())
        .limit(1)
    )
    return found


def _about(made: ProductDecision) -> dict[str, str]:
    return {"kind": "product", "id": str(made.product_id), "decision": str(made.id)}


async def _was_told(session: AsyncSession, person: Recipient, made: ProductDecision) -> bool:
    told = await session.scalar(
        select(Message.id)
        .where(
            Message.account_id == person.account_id,
            Message.name == MESSAGE,
            Message.about.contains(_about(made)),
        )
        .limit(1)
    )
    return told is not None
