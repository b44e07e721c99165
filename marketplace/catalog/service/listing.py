"""A vendor's own verbs: write a listing, give it variants, prices and photos, hand it in."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.service import Actor, record
from marketplace.catalog.errors import ListingChanged, ListingIncomplete
from marketplace.catalog.licences import require_licence
from marketplace.catalog.models import (
    Category,
    PriceChange,
    Product,
    ProductCertificate,
    ProductPhoto,
    Variant,
)
from marketplace.catalog.states import (
    ProductEvent,
    ProductKind,
    ProductState,
    ReturnPolicy,
    next_state,
)
from marketplace.catalog.wording import lint
from marketplace.certification.models import Certificate
from marketplace.infra.jobs import enqueue
from marketplace.infra.notices import mark_stale
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.language import gettext as _
from marketplace.vendors.models import Vendor
from marketplace.vendors.states import VendorState

EDITABLE: Final = frozenset({ProductState.DRAFT, ProductState.CORRECTION})
MOST_VARIANTS: Final = 20
MOST_PHOTOS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a listing says about the thing itself; columns of ``Product``."""

    category_code: str
    kind: ProductKind
    name_zh: str
    division_code: str
    return_policy: ReturnPolicy
    name_en: str = ""
    title_zh: str = ""
    title_en: str = ""
    summary_zh: str = ""
    summary_en: str = ""
    description_zh: str = ""
    description_en: str = ""
    cultivar: str = ""
    season_months: tuple[int, ...] = ()
    storage_zh: str = ""
    storage_en: str = ""
    shelf_life_zh: str = ""
    shelf_life_en: str = ""
    eating_zh: str = ""
    eating_en: str = ""
    ingredients: str = ""
    standard_code: str = ""
    licence_no: str = ""
    damage_rule_zh: str = ""
    damage_rule_en: str = ""
    dispatch_hours: int = 48

    def columns(self) -> dict[str, Any]:
        """As ``Product`` stores them; an empty title is made from name and cultivar."""
        given = asdict(self)
        given["season_months"] = sorted(set(self.season_months))
        given["title_zh"] = self.title_zh or f"{self.name_zh} {self.cultivar}".strip()
        given["title_en"] = self.title_en or self.name_en
        return given


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantFacts:
    """A size or grade. Units: grams, 分."""

    name_zh: str
    net_grams: int
    gross_grams: int
    price_minor: int
    name_en: str = ""
    grade: str = "统货"
    grade_standard: str = ""
    max_per_order: int = 99


async def start_product(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    facts: Facts,
    actor: Actor,
    specialty_id: str | None = None,
    shape: str = "",
    is_demo: bool = False,
) -> Product:
    """A new draft of ``vendor_id``.

    Raises: Invalid, NotFound.
    """
    vendor = await session.get(Vendor, vendor_id)
    if vendor is None:
        raise NotFound(_("没有找到这家店。"))
    if vendor.state is not VendorState.TRADING:
        raise Invalid(_("店铺通过审核后才能发布商品。"))
    category = await _category(session, facts.category_code)
    product = Product(
        vendor_id=vendor_id,
        pavilion_code=vendor.pavilion_code,
        shape=shape or category.shape,
        specialty_id=specialty_id,
        is_demo=is_demo,
        **facts.columns(),
    )
    session.add(product)
    await session.flush()
    _note(session, actor, "product.started", product, after={"name_zh": product.name_zh})
    return product


async def save_product(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    product_id: UUID,
    facts: Facts,
    version: int,
    actor: Actor,
) -> Product:
    """Change a draft, or a listing sent back for correction.

    Locks: the product row.
    Raises: NotFound, ListingChanged, Invalid.
    """
    product = await own_product(session, vendor_id=vendor_id, product_id=product_id, lock=True)
    _editable(product)
    if product.version != version:
        raise ListingChanged(_("这件商品刚刚被别人改过。请看过新的内容再保存。"))
    await _category(session, facts.category_code)
    new = facts.columns()
    before = {key: getattr(product, key) for key in new if getattr(product, key) != new[key]}
    for key in before:
        setattr(product, key, new[key])
    product.version += 1
    if before:
        after = {key: new[key] for key in before}
        _note(session, actor, "product.saved", product, before=before, after=after)
    return product


async def add_variant(
    session: AsyncSession, *, vendor_id: UUID, product_id: UUID, facts: VariantFacts, actor: Actor
) -> Variant:
    """One more size or grade; its price history begins now.

    Raises: NotFound, Invalid.
    """
    product = await own_product(session, vendor_id=vendor_id, product_id=product_id, lock=True)
    _check_variant(facts)
    count = await session.scalar(
        select(func.count()).where(Variant.product_id == product_id, Variant.archived_at.is_(None))
    )
    if (count or 0) >= MOST_VARIANTS:
        raise Invalid(_("一件商品最多 %(n)d 个规格。", n=MOST_VARIANTS))
    variant = Variant(
        product_id=product.id, vendor_id=vendor_id, position=count or 0, **asdict(facts)
    )
    session.add(variant)
    await session.flush()
    session.add(
        PriceChange(
            variant_id=variant.id, price_minor=facts.price_minor, changed_by=actor.account_id
        )
    )
    _note(session, actor, "variant.added", product, after=asdict(facts))
    await _shown_anew(session, product)
    return variant


async def change_price(
    session: AsyncSession, *, vendor_id: UUID, variant_id: UUID, price_minor: int, actor: Actor
) -> Variant:
    """Takes effect at once, and stays in the price history for good.

    Locks: the variant row.
    Raises: NotFound, Invalid.
    """
    variant = await _own_variant(session, vendor_id=vendor_id, variant_id=variant_id)
    _check_price(price_minor)
    if price_minor == variant.price_minor:
        return variant
    product = await own_product(session, vendor_id=vendor_id, product_id=variant.product_id)
    before = variant.price_minor
    variant.price_minor = price_minor
    session.add(
        PriceChange(variant_id=variant.id, price_minor=price_minor, changed_by=actor.account_id)
    )
    _note(
        session,
        actor,
        "variant.price_changed",
        product,
        before={"variant_id": str(variant.id), "price_minor": before},
        after={"variant_id": str(variant.id), "price_minor": price_minor},
    )
    await _shown_anew(session, product)
    return variant


async def archive_variant(
    session: AsyncSession, *, vendor_id: UUID, variant_id: UUID, actor: Actor
) -> None:
    """No longer for sale; past orders keep it.

    Locks: the variant row.
    Raises: NotFound, Invalid.
    """
    variant = await _own_variant(session, vendor_id=vendor_id, variant_id=variant_id)
    product = await own_product(
        session, vendor_id=vendor_id, product_id=variant.product_id, lock=True
    )
    others = await session.scalar(
        select(func.count()).where(
            Variant.product_id == product.id,
            Variant.id != variant.id,
            Variant.archived_at.is_(None),
        )
    )
    if not others and product.state is ProductState.LISTED:
        raise Invalid(_("在售商品至少要留一个规格。可以先下架，或先添加新规格。"))
    variant.archived_at = utcnow()
    _note(session, actor, "variant.archived", product, before={"variant_id": str(variant.id)})
    await _shown_anew(session, product)


async def add_photo(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    product_id: UUID,
    file_id: UUID,
    alt_zh: str,
    actor: Actor,
) -> ProductPhoto:
    """One more photo at the end. Needs: the file belongs to the vendor (``media.service``).

    Raises: NotFound, Invalid.
    """
    product = await own_product(session, vendor_id=vendor_id, product_id=product_id, lock=True)
    count = await session.scalar(
        select(func.count()).where(
            ProductPhoto.product_id == product_id, ProductPhoto.removed_at.is_(None)
        )
    )
    if (count or 0) >= MOST_PHOTOS:
        raise Invalid(_("一件商品最多 %(n)d 张照片。", n=MOST_PHOTOS), field="photo")
    photo = ProductPhoto(product_id=product.id, file_id=file_id, alt_zh=alt_zh, position=count or 0)
    session.add(photo)
    await session.flush()
    _note(session, actor, "product.photo_added", product, after={"file_id": str(file_id)})
    await _shown_anew(session, product)
    return photo


async def remove_photo(
    session: AsyncSession, *, vendor_id: UUID, product_id: UUID, photo_id: UUID, actor: Actor
) -> None:
    """The photo is no longer shown; its file stays for old orders.

    Raises: NotFound, Invalid.
    """
    product = await own_product(session, vendor_id=vendor_id, product_id=product_id, lock=True)
    photo = await session.scalar(
        select(ProductPhoto).where(
            ProductPhoto.id == photo_id,
            ProductPhoto.product_id == product_id,
            ProductPhoto.removed_at.is_(None),
        )
    )
    if photo is None:
        raise NotFound(_("没有找到这张照片。"))
    photo.removed_at = utcnow()
    _note(session, actor, "product.photo_removed", product, before={"photo_id": str(photo_id)})
    await _shown_anew(session, product)


async def claim_certificates(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    product_id: UUID,
    certificate_ids: Sequence[UUID],
    actor: Actor,
) -> None:
    """Say which of the vendor's papers cover this product; they count while they are valid.

    Raises: NotFound.
    """
    product = await own_product(session, vendor_id=vendor_id, product_id=product_id, lock=True)
    wanted = set(certificate_ids)
    own = set(
        await session.scalars(
            select(Certificate.id).where(
                Certificate.vendor_id == vendor_id, Certificate.id.in_(wanted)
            )
        )
    )
    if own != wanted:
        raise NotFound(_("没有找到这份证书。"))
    present = {
        row.certificate_id: row
        for row in await session.scalars(
            select(ProductCertificate).where(ProductCertificate.product_id == product_id)
        )
    }
    for gone in present.keys() - wanted:
        await session.delete(present[gone])
    session.add_all(
        ProductCertificate(product_id=product_id, certificate_id=new)
        for new in wanted - present.keys()
    )
    if wanted != present.keys():
        _note(
            session,
            actor,
            "product.certificates_claimed",
            product,
            before={"certificates": sorted(map(str, present))},
            after={"certificates": sorted(map(str, wanted))},
        )
        await session.flush()
        await _shown_anew(session, product)


async def submit_product(
    session: AsyncSession, *, vendor_id: UUID, product_id: UUID, actor: Actor
) -> Product:
    """Hand a draft in for review.

    Locks: the product row.
    Raises: NotFound, ListingIncomplete, LicenceMissing, TransitionRefused.
    """
    product = await own_product(session, vendor_id=vendor_id, product_id=product_id, lock=True)
    state = next_state(product.state, ProductEvent.SUBMIT)
    await _require_complete(session, product)
    await require_licence(session, product)
    _note(session, actor, "product.submitted", product, {"state": product.state}, {"state": state})
    product.state = next_state(product.state, ProductEvent.SUBMIT)
    product.submitted_at = utcnow()
    return product


async def move(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    product_id: UUID,
    event: ProductEvent,
    actor: Actor,
) -> Product:
    """The vendor takes a listing off sale, puts it back, opens it for editing or archives it.

    Locks: the product row.
    Raises: NotFound, LicenceMissing, TransitionRefused.
    """
    assert event in {
        ProductEvent.DELIST,
        ProductEvent.RELIST,
        ProductEvent.EDIT,
        ProductEvent.ARCHIVE,
    }
    product = await own_product(session, vendor_id=vendor_id, product_id=product_id, lock=True)
    before = product.state
    after = next_state(before, event)
    if event is ProductEvent.RELIST:
        await require_licence(session, product)
    product.state = next_state(before, event)
    if event is ProductEvent.ARCHIVE:
        product.archived_at = utcnow()
    _note(session, actor, f"product.{event}", product, {"state": before}, {"state": after})
    await _shown_anew(session, product)
    return product


async def own_product(
    session: AsyncSession, *, vendor_id: UUID, product_id: UUID, lock: bool = False
) -> Product:
    """A vendor's own product; anybody else's is not found.

    Raises: NotFound.
    """
    query = select(Product).where(Product.id == product_id, Product.vendor_id == vendor_id)
    product = await session.scalar(query.with_for_update() if lock else query)
    if product is None:
        raise NotFound(_("没有找到这件商品。"))
    return product


async def _own_variant(session: AsyncSession, *, vendor_id: UUID, variant_id: UUID) -> Variant:
    variant = await session.scalar(
        select(Variant)
        .where(
            Variant.id == variant_id,
            Variant.vendor_id == vendor_id,
            Variant.archived_at.is_(None),
        )
        .with_for_update()
    )
    if variant is None:
        raise NotFound(_("没有找到这个规格。"))
    return variant


async def _category(session: AsyncSession, code: str) -> Category:
    category = await session.get(Category, code)
    if category is None:
        raise Invalid(_("请选择商品类别。"), field="category_code")
    return category


def _editable(product: Product) -> None:
    if product.state not in EDITABLE:
        raise Invalid(_("在售或待审的商品不能直接修改内容。请先下架，再选择「修改」。"))


def _check_price(price_minor: int) -> None:
    if not 1 <= price_minor <= 100_000_000:
        raise Invalid(_("价格请填写 0.01 到 1,000,000 元之间的金额。"), field="price")


def _check_variant(facts: VariantFacts) -> None:
    _check_price(facts.price_minor)
    if not 1 <= facts.net_grams <= 1_000_000:
        raise Invalid(_("净含量请填写 1 克到 1000 千克。"), field="net")
    if facts.gross_grams < facts.net_grams:
        raise Invalid(_("毛重包含包装，不能小于净含量。"), field="gross")
    if facts.grade not in {"", "统货"} and not facts.grade_standard:
        raise Invalid(
            _("写等级就要写分级标准号，例如 GB/T 20398；没有标准就写「统货」。"),
            field="grade_standard",
        )


async def _require_complete(session: AsyncSession, product: Product) -> None:
    missing: dict[str, str] = {}
    if not product.description_zh:
        missing["description_zh"] = _("请写几句商品介绍：哪里产的、什么味道、怎么包装。")
    if not product.storage_zh:
        missing["storage_zh"] = _("请填写贮存条件，例如「阴凉干燥处密封」。")
    if product.kind is not ProductKind.NON_FOOD and not product.shelf_life_zh:
        missing["shelf_life_zh"] = _("请填写保质期，例如「8 个月」。")
    if product.kind is ProductKind.PACKAGED_FOOD:
        if not product.ingredients:
            missing["ingredients"] = _("预包装食品请按标签填写配料。")
        if not product.standard_code:
            missing["standard_code"] = _("预包装食品请按标签填写产品标准代号。")
    has_variant = await session.scalar(
        select(func.count()).where(Variant.product_id == product.id, Variant.archived_at.is_(None))
    )
    if not has_variant and product.return_policy is not ReturnPolicy.DISPLAY_ONLY:
        missing["variants"] = _("请至少添加一个规格：净含量和价格。")
    has_photo = await session.scalar(
        select(func.count()).where(
            ProductPhoto.product_id == product.id, ProductPhoto.removed_at.is_(None)
        )
    )
    if not has_photo and not product.is_demo:
        missing["photo"] = _("请至少上传一张实物照片。")
    texts = {
        column.name: getattr(product, column.name)
        for column in fields(Facts)
        if isinstance(getattr(product, column.name), str) and column.name.endswith("_zh")
    }
    for found in lint(texts):
        missing.setdefault(found.field, found.sentence)
    if missing:
        raise ListingIncomplete(
            _("还有 %(n)d 处要补上才能提交审核。", n=len(missing)), fields=missing
        )


async def _shown_anew(session: AsyncSession, product: Product) -> None:
    """What lists and the page show has changed, if it is on show at all."""
    if product.published_at is not None:
        await enqueue(session, "search.refresh_product", product_id=str(product.id))
        await mark_stale(session, f"product:{product.id}")


def _note(
    session: AsyncSession,
    actor: Actor,
    action: str,
    product: Product,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        object_kind="product",
        object_id=product.id,
        before=before,
        after=after,
    )
