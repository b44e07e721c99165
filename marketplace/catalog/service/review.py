"""The reviewers' verbs on a listing: take it in hand, send it back, let it on sale, stop it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.queries import names
from marketplace.audit.service import SYSTEM, Actor
from marketplace.catalog.checks import ALL_PASSED, CHECKS, PASS
from marketplace.catalog.errors import ChecksOpen, ClaimedByOther, NotClaimed
from marketplace.catalog.licences import lapsed, require_licence
from marketplace.catalog.models import Product
from marketplace.catalog.service._rows import any_product, decide, note, show_anew
from marketplace.catalog.states import ProductEvent, ProductState, next_state
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.kit.text import clean
from marketplace.vendors.queries import require_no_interest

CLAIM_FOR: Final = timedelta(hours=2)
"""After this long a listing may be taken over: the reviewer has gone home."""
LONGEST_REASON: Final = 500
LONGEST_CORRECTION: Final = 300


async def claim_product(
    session: AsyncSession,
    *,
    product_id: UUID,
    reviewer_id: UUID,
    actor: Actor,
    now: datetime | None = None,
) -> Product:
    """Take a listing in hand; claiming one's own again is a no-op.

    Locks: the product row.
    Raises: NotFound, ClaimedByOther, OwnShop, TransitionRefused.
    """
    moment = now or utcnow()
    product = await any_product(session, product_id)
    await require_no_interest(session, product.vendor_id, reviewer_id)
    former = product.claimed_by
    if product.state is ProductState.IN_REVIEW:
        if former == reviewer_id:
            return product
        if product.claimed_at is not None and moment - product.claimed_at < CLAIM_FOR:
            raise await _held_by(session, product)
    else:
        product.state = next_state(product.state, ProductEvent.CLAIM)
    product.claimed_by = reviewer_id
    product.claimed_at = moment
    note(
        session,
        actor,
        "product.claimed",
        product,
        before={"claimed_by": str(former)} if former else None,
        after={"state": product.state},
    )
    await session.flush()
    return product


async def release_product(
    session: AsyncSession, *, product_id: UUID, reviewer_id: UUID, actor: Actor
) -> None:
    """Put a listing back into the queue.

    Locks: the product row.
    Raises: NotFound, NotClaimed, ClaimedByOther, TransitionRefused.
    """
    product = await _in_hand(session, product_id, reviewer_id)
    product.state = next_state(product.state, ProductEvent.RELEASE)
    _let_go(product)
    note(session, actor, "product.released", product, after={"state": product.state})
    await session.flush()


async def approve_product(
    session: AsyncSession,
    *,
    product_id: UUID,
    reviewer_id: UUID,
    actor: Actor,
    checks: Mapping[str, str] = ALL_PASSED,
) -> Product:
    """Let a listing on sale; the licence is checked once more, for today.

    Shape: ``checks`` answers each of ``checks.CHECKS`` with ``pass``, ``fail`` or ``unsure``.
    Locks: the product row.
    Raises: NotFound, ChecksOpen, NotClaimed, ClaimedByOther, OwnShop, LicenceMissing,
        TransitionRefused.
    """
    open_checks = [check for check in CHECKS if checks.get(check) != PASS]
    if open_checks:
        raise ChecksOpen(
            _("还有 %(n)d 项没有核对为通过，不能上架。可以要求补正。", n=len(open_checks)),
            field=open_checks[0],
        )
    product = await _in_hand(session, product_id, reviewer_id)
    await require_no_interest(session, product.vendor_id, reviewer_id)
    await require_licence(session, product)
    product.state = next_state(product.state, ProductEvent.APPROVE)
    product.published_at = product.published_at or utcnow()
    _let_go(product)
    note(
        session,
        actor,
        "product.approved",
        product,
        after={"state": product.state, "checks": {each: checks[each] for each in CHECKS}},
    )
    await decide(session, product, "approve", by=reviewer_id)
    await show_anew(session, product)
    return product


async def return_product(
    session: AsyncSession,
    *,
    product_id: UUID,
    reviewer_id: UUID,
    reason: str,
    corrections: Mapping[str, str],
    actor: Actor,
) -> Product:
    """Send a listing back with everything that is to be mended, told at once (一次告知).

    Shape: ``corrections`` maps a field to one sentence.
    Locks: the product row.
    Raises: NotFound, NotClaimed, ClaimedByOther, OwnShop, Invalid, TransitionRefused.
    """
    said = clean(reason, LONGEST_REASON, field="reason", multiline=True)
    wanted = {
        field: text
        for field, sentence in corrections.items()
        if (text := clean(sentence, LONGEST_CORRECTION, field=field))
    }
    if not said and not wanted:
        raise Invalid(_("请写明要补正的内容，商家会照着修改。"), field="reason")
    product = await _in_hand(session, product_id, reviewer_id)
    await require_no_interest(session, product.vendor_id, reviewer_id)
    product.state = next_state(product.state, ProductEvent.REQUEST_CORRECTION)
    _let_go(product)
    note(
        session,
        actor,
        "product.returned",
        product,
        after={"state": product.state, "corrections": wanted},
        reason=said or None,
    )
    await decide(session, product, "correct", by=reviewer_id, reason=said, corrections=wanted)
    return product


async def suspend_product(
    session: AsyncSession, *, product_id: UUID, reason: str, actor: Actor
) -> Product:
    """Stop the sale of a listing at once; only a reviewer can undo that.

    Locks: the product row.
    Raises: NotFound, Invalid, OwnShop, TransitionRefused.
    """
    said = clean(reason, LONGEST_REASON, field="reason", multiline=True)
    if not said:
        raise Invalid(_("请写明停售的原因，商家会看到。"), field="reason")
    product = await any_product(session, product_id)
    await require_no_interest(session, product.vendor_id, actor.account_id)
    product.state = next_state(product.state, ProductEvent.SUSPEND)
    note(
        session,
        actor,
        "product.suspended",
        product,
        after={"state": product.state},
        reason=said,
    )
    await decide(session, product, "suspend", by=actor.account_id, reason=said)
    await show_anew(session, product)
    return product


async def reinstate_product(
    session: AsyncSession, *, product_id: UUID, reason: str, actor: Actor
) -> Product:
    """Undo a suspension; the licence is checked once more, for today.

    Locks: the product row.
    Raises: NotFound, Invalid, OwnShop, LicenceMissing, TransitionRefused.
    """
    said = clean(reason, LONGEST_REASON, field="reason", multiline=True)
    if not said:
        raise Invalid(_("请写明恢复销售的原因。"), field="reason")
    product = await any_product(session, product_id)
    await require_no_interest(session, product.vendor_id, actor.account_id)
    product.state = next_state(product.state, ProductEvent.REINSTATE)
    await require_licence(session, product)
    note(
        session,
        actor,
        "product.reinstated",
        product,
        after={"state": product.state},
        reason=said,
    )
    await decide(session, product, "reinstate", by=actor.account_id, reason=said)
    await show_anew(session, product)
    return product


async def delist_lapsed(session: AsyncSession, *, vendor_id: UUID, on: date) -> list[UUID]:
    """Take what a vendor may no longer sell off sale; the vendor puts it back with a new paper.

    Locks: the rows of the products concerned, by id ascending.
    """
    done: list[UUID] = []
    for product_id in await lapsed(session, vendor_id=vendor_id, on=on):
        product = await any_product(session, product_id)
        if product.state is not ProductState.LISTED:
            continue  # somebody was quicker
        product.state = next_state(product.state, ProductEvent.DELIST)
        reason = _("许可证已到期或被撤销，商品自动下架。换上有效的许可证后可以重新上架。")
        note(
            session,
            SYSTEM,
            "product.licence_lapsed",
            product,
            after={"state": product.state, "licence_no": product.licence_no},
            reason=reason,
        )
        await decide(session, product, "lapse", by=None, reason=reason)
        await show_anew(session, product)
        done.append(product_id)
    return done


async def _in_hand(session: AsyncSession, product_id: UUID, reviewer_id: UUID) -> Product:
    """The row, for the reviewer who holds it."""
    product = await any_product(session, product_id)
    if product.state is ProductState.PENDING:
        raise NotClaimed(_("请先点「开始审核」，再作决定。"))
    if product.state is ProductState.IN_REVIEW and product.claimed_by != reviewer_id:
        raise await _held_by(session, product)
    return product


async def _held_by(session: AsyncSession, product: Product) -> ClaimedByOther:
    holder = product.claimed_by
    name = (await names(session, [holder])).get(holder, "") if holder else ""
    return ClaimedByOther(_("%(name)s正在审核这件商品，您现在只能查看。", name=name))


def _let_go(product: Product) -> None:
    product.claimed_by = None
    product.claimed_at = None
