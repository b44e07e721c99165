"""Reads for those who write listings and those who judge them; the public's are in ``queries``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account
from marketplace.catalog.models import (
    Category,
    Product,
    ProductCertificate,
    ProductDecision,
    ProductPhoto,
)
from marketplace.catalog.states import ProductState
from marketplace.certification.models import Certificate, CertificateType
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.paging import PAGE_SIZE, Page, decode_cursor, encode_cursor
from marketplace.regions.models import Division
from marketplace.regions.queries import lineages
from marketplace.vendors.models import Vendor

S = ProductState
TABS: Final[Mapping[str, tuple[ProductState, ...]]] = {
    "listed": (S.LISTED,),
    "waiting": (S.PENDING, S.IN_REVIEW),
    "drafts": (S.DRAFT, S.CORRECTION),
    "delisted": (S.DELISTED, S.SUSPENDED),
    "archived": (S.ARCHIVED,),
}
"""The vendor's list, tab by tab."""


@dataclass(frozen=True, slots=True)
class Size:
    """One size with what is there of it. Units: grams, 分."""

    id: UUID
    product_id: UUID
    name_zh: str
    name_en: str
    grade: str
    grade_standard: str
    net_grams: int
    gross_grams: int
    price_minor: int
    max_per_order: int
    on_hand: int
    reserved: int
    """Promised to buyers and not shipped yet; part of ``on_hand``."""


_SIZES: Final = text("""
SELECT x.id, x.product_id, x.name_zh, x.name_en, x.grade, x.grade_standard, x.net_grams,
       x.gross_grams, x.price_minor, x.max_per_order, coalesce(s.on_hand, 0),
       coalesce(s.reserved, 0)
  FROM variants x LEFT JOIN stock_items s ON s.variant_id = x.id
 WHERE x.product_id = ANY(:products) AND x.archived_at IS NULL
 ORDER BY x.product_id, x.position, x.id
""")


async def sizes_of(
    session: AsyncSession, product_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Size]]:
    """The sizes of several products at once, in the vendor's order."""
    found: dict[UUID, list[Size]] = {product_id: [] for product_id in product_ids}
    if product_ids:
        for row in await session.execute(_SIZES, {"products": list(product_ids)}):
            found[row.product_id].append(Size(*row))
    return found


async def size(session: AsyncSession, *, vendor_id: UUID, product_id: UUID, size_id: UUID) -> Size:
    """One size of a vendor's own product.

    Raises: NotFound, also for another's.
    """
    own = await session.scalar(
        select(Product.id).where(Product.id == product_id, Product.vendor_id == vendor_id)
    )
    if own is not None:
        for each in (await sizes_of(session, [own]))[own]:
            if each.id == size_id:
                return each
    raise NotFound(_("没有找到这个规格。"))


# --- The vendor's list ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One product in the vendor's own list."""

    product: Product
    photo_id: UUID | None
    sizes: Sequence[Size]
    to_mend: int
    """Points the reviewer has asked to be mended, while it is sent back."""


async def tab_counts(session: AsyncSession, *, vendor_id: UUID) -> Mapping[str, int]:
    """How many products stand in each tab."""
    rows = await session.execute(
        select(Product.state, func.count())
        .where(Product.vendor_id == vendor_id)
        .group_by(Product.state)
    )
    by_state: dict[ProductState, int] = {state: count for state, count in rows}  # noqa: C416
    return {tab: sum(by_state.get(state, 0) for state in states) for tab, states in TABS.items()}


def first_photo() -> Any:
    """The file of a product's first photo, as a column beside ``Product``."""
    return (
        select(ProductPhoto.file_id)
        .where(ProductPhoto.product_id == Product.id, ProductPhoto.removed_at.is_(None))
        .order_by(ProductPhoto.position, ProductPhoto.id)
        .limit(1)
        .correlate(Product)
        .scalar_subquery()
    )


def _latest_corrections() -> Any:
    return (
        select(ProductDecision.corrections)
        .where(ProductDecision.product_id == Product.id, ProductDecision.decision == "correct")
        .order_by(ProductDecision.created_at.desc(), ProductDecision.id.desc())
        .limit(1)
        .correlate(Product)
        .scalar_subquery()
    )


async def shelf(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    tab: str,
    after: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[ShelfRow]:
    """One tab of the vendor's list, the newest first; two queries.

    Raises: Invalid, for a cursor that is not ours.
    """
    chosen = select(Product, first_photo(), _latest_corrections()).where(
        Product.vendor_id == vendor_id, Product.state.in_(TABS[tab])
    )
    if after:
        (last,) = decode_cursor(after, str)
        chosen = chosen.where(Product.id < as_uuid(last))
    rows = (await session.execute(chosen.order_by(Product.id.desc()).limit(limit + 1))).all()
    shown = rows[:limit]
    sizes = await sizes_of(session, [product.id for product, _photo, _fix in shown])
    items = [
        ShelfRow(
            product=product,
            photo_id=photo_id,
            sizes=sizes[product.id],
            to_mend=len(fixes or {}) if product.state is ProductState.CORRECTION else 0,
        )
        for product, photo_id, fixes in shown
    ]
    more = len(rows) > limit
    return Page(items, encode_cursor(str(shown[-1][0].id)) if more else None)


def as_uuid(typed: str | int) -> UUID:
    """The id in a cursor.

    Raises: Invalid.
    """
    try:
        return UUID(str(typed))
    except ValueError:
        raise Invalid(_("这一页的链接不完整，请从第一页重新打开。"), field="after") from None


# --- One listing whole ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate of the vendor and its type."""

    certificate: Certificate
    kind: CertificateType
    is_claimed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A decision and who made it; no name when the machine did."""

    decision: ProductDecision
    by: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A listing with everything that belongs to it."""

    product: Product
    category: Category
    vendor: Vendor
    holder: str
    """Who has it in hand, while somebody does."""
    sizes: Sequence[Size]
    photos: Sequence[ProductPhoto]
    papers: Sequence[Paper]
    """Every paper of the vendor, the claimed ones marked."""
    decisions: Sequence[Told]
    """Newest first."""
    place: Sequence[Division]
    """Origin, from the province down."""

    @property
    def claimed(self) -> Sequence[Paper]:
        """The papers that are claimed for this product."""
        return [paper for paper in self.papers if paper.is_claimed]

    @property
    def corrections(self) -> Mapping[str, str]:
        """What is to be mended now: field → sentence; empty unless it was sent back."""
        latest = self.latest
        if self.product.state is not ProductState.CORRECTION or latest is None:
            return {}
        return {str(field): str(said) for field, said in latest.corrections.items()}

    @property
    def latest(self) -> ProductDecision | None:
        """The last decision."""
        return self.decisions[0].decision if self.decisions else None


async def sheet(session: AsyncSession, *, product_id: UUID, vendor_id: UUID | None = None) -> Sheet:
    """One listing, the vendor's own where ``vendor_id`` says whose; six queries.

    Raises: NotFound, also for another vendor's.
    """
    chosen = (
        select(Product, Category, Vendor, Account.name)
        .join(Category, Category.code == Product.category_code)
        .join(Vendor, Vendor.id == Product.vendor_id)
        .outerjoin(Account, Account.id == Product.claimed_by)
        .where(Product.id == product_id)
    )
    if vendor_id is not None:
        chosen = chosen.where(Product.vendor_id == vendor_id)
    row = (await session.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(_("没有找到这件商品。"))
    product, category, vendor, holder = row
    photos = await session.scalars(
        select(ProductPhoto)
        .where(ProductPhoto.product_id == product_id, ProductPhoto.removed_at.is_(None))
        .order_by(ProductPhoto.position, ProductPhoto.id)
    )
    return Sheet(
        product=product,
        category=category,
        vendor=vendor,
        holder=holder or "",
        sizes=(await sizes_of(session, [product_id]))[product_id],
        photos=photos.all(),
        papers=await _papers(session, product),
        decisions=await _decisions(session, product_id),
        place=(await lineages(session, [product.division_code]))[product.division_code],
    )


async def _papers(session: AsyncSession, product: Product) -> list[Paper]:
    rows = await session.execute(
        select(Certificate, CertificateType, ProductCertificate.id.is_not(None))
        .join(CertificateType, CertificateType.code == Certificate.type_code)
        .outerjoin(
            ProductCertificate,
            (ProductCertificate.certificate_id == Certificate.id)
            & (ProductCertificate.product_id == product.id),
        )
        .where(Certificate.vendor_id == product.vendor_id)
        .order_by(CertificateType.position, Certificate.number, Certificate.id)
        .limit(200)
    )
    return [Paper(*row) for row in rows]


async def _decisions(session: AsyncSession, product_id: UUID) -> list[Told]:
    rows = await session.execute(
        select(ProductDecision, Account.name)
        .outerjoin(Account, Account.id == ProductDecision.decided_by)
        .where(ProductDecision.product_id == product_id)
        .order_by(ProductDecision.created_at.desc(), ProductDecision.id.desc())
        .limit(50)
    )
    return [Told(decision, name or "") for decision, name in rows]


async def shelves(session: AsyncSession) -> Sequence[Category]:
    """Every category, in the order of the shop."""
    return (await session.scalars(select(Category).order_by(Category.position))).all()
