"""A vendor's own verbs on the sizes of a listing: add, mend, price, archive."""

from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.service import Actor
from marketplace.catalog.errors import ListingLocked
from marketplace.catalog.models import PriceChange, Product, Variant
from marketplace.catalog.service._rows import (
    EDITABLE,
    editable_product,
    note,
    own_variant,
    show_anew,
)
from marketplace.catalog.states import ProductState, ReturnPolicy
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _

MOST_VARIANTS: Final = 20
DEAREST: Final = 100_000_000
"""Units: 分. A million yuan: anything above is a slip of the keys."""
HEAVIEST: Final = 1_000_000
UNGRADED: Final = "统货"
_FIXED: Final = frozenset({ProductState.PENDING, ProductState.IN_REVIEW, ProductState.ARCHIVED})
"""While it is being judged a listing keeps its sizes; once archived, for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantFacts:
    """A size or grade. Units: grams, 分."""

    name_zh: str
    net_grams: int
    gross_grams: int
    price_minor: int
    name_en: str = ""
    grade: str = UNGRADED
    grade_standard: str = ""
    max_per_order: int = 99


async def add_variant(
    session: AsyncSession, *, vendor_id: UUID, product_id: UUID, facts: VariantFacts, actor: Actor
) -> Variant:
    """One more size or grade of a draft; its price history begins now.

    Locks: the product row.
    Raises: NotFound, ListingLocked, Invalid.
    """
    product = await editable_product(session, vendor_id=vendor_id, product_id=product_id)
    check_variant(facts)
    taken = (
        await session.scalars(
            select(Variant.position).where(
                Variant.product_id == product_id, Variant.archived_at.is_(None)
            )
        )
    ).all()
    if len(taken) >= MOST_VARIANTS:
        raise Invalid(_("一件商品最多 %(n)d 个规格。", n=MOST_VARIANTS))
    variant = Variant(
        product_id=product.id,
        vendor_id=vendor_id,
        position=max(taken, default=-1) + 1,
        **asdict(facts),
    )
    session.add(variant)
    await session.flush()
    _new_price(session, variant, actor)
    note(session, actor, "variant.added", product, after=asdict(facts))
    await show_anew(session, product)
    return variant


async def change_variant(
    session: AsyncSession, *, vendor_id: UUID, variant_id: UUID, facts: VariantFacts, actor: Actor
) -> Variant:
    """Mend a size of a draft; a new price goes into its history.

    Locks: the product row, then the variant row.
    Raises: NotFound, ListingLocked, Invalid.
    """
    product, variant = await own_variant(session, vendor_id=vendor_id, variant_id=variant_id)
    if product.state not in EDITABLE:
        raise ListingLocked(_("在售商品的规格不能改，只能改价格和库存。要改规格请先下架。"))
    check_variant(facts)
    new = asdict(facts)
    before = {key: getattr(variant, key) for key in new if getattr(variant, key) != new[key]}
    if not before:
        return variant
    for key in before:
        setattr(variant, key, new[key])
    if "price_minor" in before:
        _new_price(session, variant, actor)
    note(
        session,
        actor,
        "variant.changed",
        product,
        before={"variant_id": str(variant.id), **before},
        after={key: new[key] for key in before},
    )
    await show_anew(session, product)
    return variant


async def change_price(
    session: AsyncSession, *, vendor_id: UUID, variant_id: UUID, price_minor: int, actor: Actor
) -> Variant:
    """Takes effect at once, on sale or not, and stays in the price history for good.

    Locks: the product row, then the variant row.
    Raises: NotFound, ListingLocked, Invalid.
    """
    product, variant = await own_variant(session, vendor_id=vendor_id, variant_id=variant_id)
    if product.state is ProductState.ARCHIVED:
        raise ListingLocked(_("已归档的商品不能再改价。"))
    check_price(price_minor)
    before = variant.price_minor
    if price_minor == before:
        return variant
    variant.price_minor = price_minor
    _new_price(session, variant, actor)
    note(
        session,
        actor,
        "variant.price_changed",
        product,
        before={"variant_id": str(variant.id), "price_minor": before},
        after={"variant_id": str(variant.id), "price_minor": price_minor},
    )
    await show_anew(session, product)
    return variant


async def archive_variant(
    session: AsyncSession, *, vendor_id: UUID, variant_id: UUID, actor: Actor
) -> None:
    """No longer for sale; past orders keep it.

    Locks: the product row, then the variant row.
    Raises: NotFound, ListingLocked, Invalid.
    """
    product, variant = await own_variant(session, vendor_id=vendor_id, variant_id=variant_id)
    if product.state in _FIXED:
        raise ListingLocked(_("这件商品正在审核或已归档，规格不能改。"))
    if product.state not in EDITABLE and await _is_last(session, product, variant):
        raise Invalid(_("商品至少要留一个规格。可以先下架，再选择「修改」，添加新规格。"))
    variant.archived_at = utcnow()
    note(
        session,
        actor,
        "variant.archived",
        product,
        before={"variant_id": str(variant.id), "name_zh": variant.name_zh},
    )
    await show_anew(session, product)


async def _is_last(session: AsyncSession, product: Product, variant: Variant) -> bool:
    if product.return_policy is ReturnPolicy.DISPLAY_ONLY:
        return False
    others = await session.scalar(
        select(func.count()).where(
            Variant.product_id == product.id,
            Variant.id != variant.id,
            Variant.archived_at.is_(None),
        )
    )
    return not others


def check_price(price_minor: int) -> None:
    """Raises: Invalid, when nobody can mean that price."""
    if not 1 <= price_minor <= DEAREST:
        raise Invalid(_("价格请填写 0.01 到 1,000,000 元之间的金额。"), field="price")


def check_variant(facts: VariantFacts) -> None:
    """Raises: Invalid, when a size contradicts itself. Source: domain rules UNIT-2, GRADE-1."""
    check_price(facts.price_minor)
    if not 1 <= facts.net_grams <= HEAVIEST:
        raise Invalid(_("净含量请填写 1 克到 1000 千克。"), field="net")
    if not facts.net_grams <= facts.gross_grams <= 2 * HEAVIEST:
        raise Invalid(_("毛重包含包装，不能小于净含量。"), field="gross")
    if facts.grade not in {"", UNGRADED} and not facts.grade_standard:
        raise Invalid(
            _("写等级就要写分级标准号，例如 GB/T 20398；没有标准就写「统货」。"),
            field="grade_standard",
        )
    if not 1 <= facts.max_per_order <= 999:
        raise Invalid(_("每单限购请填写 1 到 999。"), field="max_per_order")


def _new_price(session: AsyncSession, variant: Variant, actor: Actor) -> None:
    session.add(
        PriceChange(
            variant_id=variant.id, price_minor=variant.price_minor, changed_by=actor.account_id
        )
    )
