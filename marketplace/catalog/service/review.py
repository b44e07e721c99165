"""The reviewers' verbs on a listing: take it in hand, send it back, let it on sale, stop it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.service import Actor, record
from marketplace.catalog.errors import ClaimedByOther, OwnListing
from marketplace.catalog.licences import require_licence
from marketplace.catalog.models import Product, ProductDecision
from marketplace.catalog.states import ProductEvent, ProductState, next_state
from marketplace.infra.jobs import enqueue
from marketplace.infra.notices import mark_stale
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.language import gettext as _
from marketplace.vendors.models import VendorMember


async def claim_product(
    session: AsyncSession, *, product_id: UUID, reviewer_id: UUID, actor: Actor
) -> Product:
    """Take a listing in hand; claiming one's own again is a no-op.

    Locks: the product row.
    Raises: NotFound, ClaimedByOther, OwnListing, TransitionRefused.
    """
    product = await _locked(session, product_id)
    if product.state is ProductState.IN_REVIEW and product.claimed_by == reviewer_id:
        return product
    if product.state is ProductState.IN_REVIEW:
        raise ClaimedByOther(_("另一位审核员正在审核这件商品。"))
    await _not_own(session, product, reviewer_id)
    product.state = next_state(product.state, ProductEvent.CLAIM)
    product.claimed_by = reviewer_id
    product.claimed_at = utcnow()
    _note(session, actor, "product.claimed", product)
    return product


async def release_product(
    session: AsyncSession, *, product_id: UUID, reviewer_id: UUID, actor: Actor
) -> None:
    """Put a listing back into the queue.

    Locks: the product row.
    Raises: NotFound, ClaimedByOther, TransitionRefused.
    """
    product = await _in_hand(session, product_id, reviewer_id)
    product.state = next_state(product.state, ProductEvent.RELEASE)
    product.claimed_by = None
    product.claimed_at = None
    _note(session, actor, "product.released", product)


async def approve_product(
    session: AsyncSession, *, product_id: UUID, reviewer_id: UUID, actor: Actor
) -> Product:
    """Let a listing on sale; the licence is checked once more, for today.

    Locks: the product row.
    Raises: NotFound, ClaimedByOther, LicenceMissing, TransitionRefused.
    """
    product = await _in_hand(session, product_id, reviewer_id)
    await require_licence(session, product)
    product.state = next_state(product.state, ProductEvent.APPROVE)
    product.published_at = product.published_at or utcnow()
    _decided(session, product, reviewer_id, "approve")
    _note(session, actor, "product.approved", product)
    await _tell(session, product, "approve")
    await _shown_anew(session, product)
    return product


async def return_product(
    session: AsyncSession,
    *,
    product_id: UUID,
    reviewer_id: UUID,
    reason: str,
    corrections: dict[str, str],
    actor: Actor,
) -> Product:
    """Send a listing back with everything that is to be mended, told at once.

    Locks: the product row.
    Raises: NotFound, ClaimedByOther, Invalid, TransitionRefused.
    """
    product = await _in_hand(session, product_id, reviewer_id)
    if not reason and not corrections:
        raise Invalid(_("请写明要补正的内容，商家会照着修改。"), field="reason")
    product.state = next_state(product.state, ProductEvent.REQUEST_CORRECTION)
    product.claimed_by = None
    _decided(session, product, reviewer_id, "correct", reason, corrections)
    _note(session, actor, "product.returned", product, reason=reason)
    await _tell(session, product, "correct")
    return product


async def suspend_product(
    session: AsyncSession, *, product_id: UUID, reason: str, actor: Actor
) -> Product:
    """Stop the sale of a listing at once.

    Locks: the product row.
    Raises: NotFound, Invalid, TransitionRefused.
    """
    product = await _locked(session, product_id)
    if not reason:
        raise Invalid(_("请写明停售的原因，商家会看到。"), field="reason")
    product.state = next_state(product.state, ProductEvent.SUSPEND)
    _decided(session, product, actor.account_id, "suspend", reason)
    _note(session, actor, "product.suspended", product, reason=reason)
    await _tell(session, product, "suspend")
    await _shown_anew(session, product)
    return product


async def reinstate_product(
    session: AsyncSession, *, product_id: UUID, reason: str, actor: Actor
) -> Product:
    """Undo a suspension, exactly as the listing was.

    Locks: the product row.
    Raises: NotFound, LicenceMissing, TransitionRefused.
    """
    product = await _locked(session, product_id)
    await require_licence(session, product)
    product.state = next_state(product.state, ProductEvent.REINSTATE)
    _decided(session, product, actor.account_id, "reinstate", reason)
    _note(session, actor, "product.reinstated", product, reason=reason)
    await _tell(session, product, "reinstate")
    await _shown_anew(session, product)
    return product


async def _locked(session: AsyncSession, product_id: UUID) -> Product:
    product = await session.scalar(
        select(Product)
        .where(Product.id == product_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if product is None:
        raise NotFound(_("没有找到这件商品。"))
    return product


async def _in_hand(session: AsyncSession, product_id: UUID, reviewer_id: UUID) -> Product:
    product = await _locked(session, product_id)
    if product.state is ProductState.IN_REVIEW and product.claimed_by != reviewer_id:
        raise ClaimedByOther(_("另一位审核员正在审核这件商品。"))
    return product


async def _not_own(session: AsyncSession, product: Product, reviewer_id: UUID) -> None:
    mine = await session.scalar(
        select(VendorMember.id).where(
            VendorMember.vendor_id == product.vendor_id,
            VendorMember.account_id == reviewer_id,
            VendorMember.ended_at.is_(None),
        )
    )
    if mine is not None:
        raise OwnListing(_("您在这家店任职，不能审核它的商品。请交给其他审核员。"))


def _decided(
    session: AsyncSession,
    product: Product,
    by: UUID | None,
    decision: str,
    reason: str = "",
    corrections: dict[str, Any] | None = None,
) -> None:
    session.add(
        ProductDecision(
            product_id=product.id,
            decision=decision,
            reason=reason,
            corrections=corrections or {},
            decided_by=by,
        )
    )


async def _tell(session: AsyncSession, product: Product, decision: str) -> None:
    await enqueue(session, "catalog.tell_decision", product_id=str(product.id), decision=decision)


async def _shown_anew(session: AsyncSession, product: Product) -> None:
    await enqueue(session, "search.refresh_product", product_id=str(product.id))
    await mark_stale(session, f"product:{product.id}")


def _note(
    session: AsyncSession, actor: Actor, action: str, product: Product, reason: str | None = None
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        object_kind="product",
        object_id=product.id,
        after={"state": product.state},
        reason=reason,
    )
