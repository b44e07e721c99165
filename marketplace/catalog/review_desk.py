"""Reads for the review desk: the queue of listings, and what the machine knows about one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account
from marketplace.audit.models import AuditEntry
from marketplace.catalog.checks import FEWEST_SHOPS, Evidence, Finding, Pack, findings
from marketplace.catalog.desk import Sheet, as_uuid, first_photo
from marketplace.catalog.licences import fault, needed_types
from marketplace.catalog.models import Category, Product, ProductDecision
from marketplace.catalog.service import texts_of
from marketplace.catalog.states import ProductKind, ProductState
from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.kit.paging import PAGE_SIZE, Page, decode_cursor, encode_cursor
from marketplace.regions.queries import lineages, spoken
from marketplace.vendors.models import Vendor

TABS: Final = ("mine", "waiting", "correction", "done", "listed")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One listing in the desk's list."""

    product: Product
    category: Category
    vendor: Vendor
    place: str
    photo_id: UUID | None
    holder: str
    rounds: int
    """How often it has been sent back."""
    decision: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait, and since when."""

    mine: int
    waiting: int
    correction: int
    oldest: datetime | None


async def counts(session: AsyncSession, *, reviewer_id: UUID) -> Counts:
    """What the tabs say; one query."""
    state, held = Product.state, Product.claimed_by
    is_mine = and_(state == ProductState.IN_REVIEW, held == reviewer_id)
    is_waiting = _waiting(reviewer_id)
    row = (
        await session.execute(
            select(
                func.count().filter(is_mine),
                func.count().filter(is_waiting),
                func.count().filter(state == ProductState.CORRECTION),
                func.min(Product.submitted_at).filter(is_waiting),
            ).where(
                state.in_((ProductState.PENDING, ProductState.IN_REVIEW, ProductState.CORRECTION))
            )
        )
    ).one()
    return Counts(*row)


def _waiting(reviewer_id: UUID) -> ColumnElement[bool]:
    """Nobody's yet, or in somebody else's hand."""
    return or_(
        Product.state == ProductState.PENDING,
        and_(Product.state == ProductState.IN_REVIEW, Product.claimed_by != reviewer_id),
    )


def _rounds() -> Any:
    return (
        select(func.count())
        .where(ProductDecision.product_id == Product.id, ProductDecision.decision == "correct")
        .correlate(Product)
        .scalar_subquery()
    )


async def queue(
    session: AsyncSession,
    *,
    tab: str,
    reviewer_id: UUID,
    search: str = "",
    after: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[QueueRow]:
    """One tab of the desk's list: what waits, the longest first; what is done, the newest first.

    Raises: Invalid, for a cursor that is not ours.
    """
    if tab == "done":
        return await _done(session, after=after, limit=limit)
    chosen = (
        select(Product, Category, Vendor, first_photo(), Account.name, _rounds())
        .join(Category, Category.code == Product.category_code)
        .join(Vendor, Vendor.id == Product.vendor_id)
        .outerjoin(Account, Account.id == Product.claimed_by)
    )
    if tab == "listed":
        chosen = chosen.where(Product.state.in_((ProductState.LISTED, ProductState.SUSPENDED)))
        if search:
            like = f"%{_escaped(search)}%"
            names = (Product.name_zh, Product.title_zh, Product.name_en, Vendor.shop_name_zh)
            chosen = chosen.where(or_(*(name.ilike(like, escape="\\") for name in names)))
        if after:
            (last,) = decode_cursor(after, str)
            chosen = chosen.where(Product.id < as_uuid(last))
        chosen = chosen.order_by(Product.id.desc())
    else:
        chosen = chosen.where(_tab(tab, reviewer_id))
        if after:
            chosen = chosen.where(tuple_(Product.submitted_at, Product.id) > _key(after))
        chosen = chosen.order_by(Product.submitted_at, Product.id)
    rows = (await session.execute(chosen.limit(limit + 1))).all()
    shown = rows[:limit]
    places = await lineages(session, {row[0].division_code for row in shown})
    items = [
        QueueRow(
            product=product,
            category=category,
            vendor=vendor,
            place=spoken(places[product.division_code][2:]),
            photo_id=photo_id,
            holder=holder or "",
            rounds=rounds,
        )
        for product, category, vendor, photo_id, holder, rounds in shown
    ]
    return Page(items, _cursor(tab, shown[-1][0]) if len(rows) > limit else None)


def _tab(tab: str, reviewer_id: UUID) -> ColumnElement[bool]:
    if tab == "mine":
        return and_(Product.state == ProductState.IN_REVIEW, Product.claimed_by == reviewer_id)
    if tab == "correction":
        return Product.state == ProductState.CORRECTION
    return _waiting(reviewer_id)


def _cursor(tab: str, last: Product) -> str:
    if tab == "listed":
        return encode_cursor(str(last.id))
    moment = last.submitted_at
    return encode_cursor(moment.isoformat() if moment else "", str(last.id))


def _key(after: str) -> Any:
    moment, last = decode_cursor(after, str, str)
    try:
        return tuple_(datetime.fromisoformat(str(moment)), as_uuid(last))
    except ValueError:
        raise Invalid(_("这一页的链接不完整，请从第一页重新打开。"), field="after") from None


def _escaped(typed: str) -> str:
    return typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def _done(session: AsyncSession, *, after: str | None, limit: int) -> Page[QueueRow]:
    moment = ProductDecision.created_at
    chosen = (
        select(Product, Category, Vendor, first_photo(), ProductDecision, Account.name)
        .join(ProductDecision, ProductDecision.product_id == Product.id)
        .join(Category, Category.code == Product.category_code)
        .join(Vendor, Vendor.id == Product.vendor_id)
        .outerjoin(Account, Account.id == ProductDecision.decided_by)
    )
    if after:
        chosen = chosen.where(tuple_(moment, ProductDecision.id) < _key(after))
    rows = (
        await session.execute(
            chosen.order_by(moment.desc(), ProductDecision.id.desc()).limit(limit + 1)
        )
    ).all()
    shown = rows[:limit]
    places = await lineages(session, {row[0].division_code for row in shown})
    items = [
        QueueRow(
            product=product,
            category=category,
            vendor=vendor,
            place=spoken(places[product.division_code][2:]),
            photo_id=photo_id,
            holder="",
            rounds=0,
            decision=decision.decision,
            decided_by=name or "",
            decided_at=decision.created_at,
        )
        for product, category, vendor, photo_id, decision, name in shown
    ]
    if len(rows) <= limit:
        return Page(items, None)
    last: ProductDecision = shown[-1][4]
    return Page(items, encode_cursor(last.created_at.isoformat(), str(last.id)))


# --- What the machine knows -----------------------------------------------------------------

# Other shops' prices of 500 g on the same shelf and of the same kind of trade, in one look; the
# namesakes and the entry in the list of 食药物质 come along.
_COMPARED: Final = text("""
SELECT (SELECT CASE WHEN count(DISTINCT x.vendor_id) >= :fewest THEN round(
                 percentile_cont(0.5) WITHIN GROUP (ORDER BY x.price_minor * 500.0 / x.net_grams)
               )::bigint END
          FROM variants x JOIN products p ON p.id = x.product_id
         WHERE p.category_code = :category AND p.kind = :kind AND p.state = 'listed'
           AND p.vendor_id <> :vendor AND x.archived_at IS NULL) AS median,
       (SELECT count(*) FROM products p
         WHERE p.vendor_id = :vendor AND p.id <> :product AND p.state <> 'archived'
           AND p.name_zh = :name) AS namesakes,
       f.name_zh AS substance, f.restriction AS substance_limit
  FROM (SELECT 1) AS one
  LEFT JOIN LATERAL (SELECT name_zh, restriction FROM food_medicine_substances
                      WHERE :is_herb AND position(name_zh in :name) > 0
                      ORDER BY length(name_zh) DESC LIMIT 1) f ON true
""")


async def machine_findings(
    session: AsyncSession, found: Sheet, *, on: date, field_names: Mapping[str, str]
) -> Sequence[Finding]:
    """What can be checked without a person; one query."""
    product = found.product
    row = (
        await session.execute(
            _COMPARED,
            {
                "fewest": FEWEST_SHOPS,
                "category": product.category_code,
                "kind": product.kind.value,
                "vendor": product.vendor_id,
                "product": product.id,
                "name": product.name_zh,
                "is_herb": product.kind is ProductKind.FOOD_MEDICINE,
            },
        )
    ).one()
    valid = [paper for paper in found.papers if paper.certificate.covers(on)]
    category = found.category
    english = language() == "en"
    evidence = Evidence(
        kind=product.kind,
        category_code=product.category_code,
        category_name=category.name_en if english else category.name_zh,
        return_policy=product.return_policy,
        texts={
            **texts_of(product),
            "variants": "\n".join(size.name_zh for size in found.sizes),
        },
        licence_no=product.licence_no,
        licence_types=needed_types(product.kind, category),
        licence_is_valid=fault(product, category, [each.certificate for each in valid]) is None,
        paper_types=frozenset(each.kind.code for each in valid if each.is_claimed),
        photo_count=len(found.photos),
        is_demo=product.is_demo,
        division_code=product.division_code,
        county_code=product.pavilion_code,
        origin=spoken(found.place[2:]),
        packs=[Pack(size.name_zh, size.net_grams, size.price_minor) for size in found.sizes],
        shelf_median_minor=row.median,
        namesakes=row.namesakes,
        substance=row.substance,
        substance_limit=row.substance_limit or "",
        field_names=field_names,
    )
    return findings(evidence)


async def changes_since(
    session: AsyncSession, *, product_id: UUID, moment: datetime | None
) -> Mapping[str, Any]:
    """What a listing said at ``moment``, for every field that says something else by now."""
    if moment is None:
        return {}
    rows = await session.scalars(
        select(AuditEntry.before)
        .where(
            AuditEntry.object_kind == "product",
            AuditEntry.object_id == str(product_id),
            AuditEntry.action == "product.saved",
            AuditEntry.created_at >= moment,
        )
        .order_by(AuditEntry.id.desc())
        .limit(200)
    )
    then: dict[str, Any] = {}
    for before in rows:  # the oldest comes last and wins
        then.update(before or {})
    return then
