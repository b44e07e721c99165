"""What every verb on a listing needs: the row held, its state asked, the deed written down."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.service import Actor, record
from marketplace.catalog.errors import ListingLocked
from marketplace.catalog.models import Product, ProductDecision, Variant
from marketplace.catalog.states import ProductState
from marketplace.infra.jobs import enqueue
from marketplace.infra.notices import mark_stale
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _

EDITABLE: Final = frozenset({ProductState.DRAFT, ProductState.CORRECTION})
"""States in which a vendor may change what a listing says: nobody is selling or judging it."""


async def own_product(
    session: AsyncSession, *, vendor_id: UUID, product_id: UUID, lock: bool = False
) -> Product:
    """A vendor's own product; anybody else's is not found.

    Locks: the product row, with ``lock``.
    Raises: NotFound.
    """
    query = select(Product).where(Product.id == product_id, Product.vendor_id == vendor_id)
    if lock:
        # Whatever this session read before the wait for the lock may be old by now.
        query = query.with_for_update().execution_options(populate_existing=True)
    product = await session.scalar(query)
    if product is None:
        raise NotFound(_("没有找到这件商品。"))
    return product


async def editable_product(session: AsyncSession, *, vendor_id: UUID, product_id: UUID) -> Product:
    """A vendor's own draft or correction, held until the transaction ends.

    Locks: the product row.
    Raises: NotFound, ListingLocked.
    """
    product = await own_product(session, vendor_id=vendor_id, product_id=product_id, lock=True)
    if product.state not in EDITABLE:
        raise ListingLocked(_("在售或待审的商品不能直接修改内容。请先下架，再选择「修改」。"))
    return product


async def own_variant(
    session: AsyncSession, *, vendor_id: UUID, variant_id: UUID
) -> tuple[Product, Variant]:
    """A vendor's own variant that is not archived, and its product, both held.

    Locks: the product row, then the variant row.
    Raises: NotFound.
    """
    product_id = await session.scalar(
        select(Variant.product_id).where(Variant.id == variant_id, Variant.vendor_id == vendor_id)
    )
    if product_id is None:
        raise NotFound(_("没有找到这个规格。"))
    product = await own_product(session, vendor_id=vendor_id, product_id=product_id, lock=True)
    variant = await session.scalar(
        select(Variant)
        .where(Variant.id == variant_id, Variant.archived_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if variant is None:
        raise NotFound(_("没有找到这个规格。"))
    return product, variant


async def any_product(session: AsyncSession, product_id: UUID) -> Product:
    """Whosever product, held, for those who judge it.

    Locks: the product row.
    Raises: NotFound.
    """
    product = await session.scalar(
        select(Product)
        .where(Product.id == product_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if product is None:
        raise NotFound(_("没有找到这件商品。"))
    return product


async def show_anew(session: AsyncSession, product: Product) -> None:
    """What lists and the page show has changed, if the product has ever been on show."""
    if product.published_at is not None:
        await enqueue(session, "search.refresh_product", product_id=str(product.id))
        await mark_stale(session, f"product:{product.id}")


async def decide(
    session: AsyncSession,
    product: Product,
    decision: str,
    *,
    by: UUID | None,
    reason: str = "",
    corrections: Mapping[str, str] | None = None,
) -> None:
    """Keep a decision for good, and have the vendor's people told of it after the commit."""
    session.add(
        ProductDecision(
            product_id=product.id,
            decision=decision,
            reason=reason,
            corrections=dict(corrections or {}),
            decided_by=by,
        )
    )
    await enqueue(session, "catalog.tell_decision", product_id=str(product.id), decision=decision)


def note(
    session: AsyncSession,
    actor: Actor,
    action: str,
    product: Product,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Write the deed into the audit trail."""
    record(
        session,
        actor=actor,
        action=action,
        object_kind="product",
        object_id=product.id,
        before=before,
        after=after,
        reason=reason,
    )
