"""A vendor's own verbs on a listing: write it, copy it, hand it in, take it off and put it back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.service import Actor
from marketplace.catalog.errors import LicenceMissing, ListingChanged, ListingIncomplete
from marketplace.catalog.licences import require_licence
from marketplace.catalog.models import (
    Category,
    PriceChange,
    Product,
    ProductCertificate,
    ProductPhoto,
    Variant,
)
from marketplace.catalog.requirements import missing_texts, require_consistent
from marketplace.catalog.service._rows import editable_product, note, own_product, show_anew
from marketplace.catalog.states import ProductEvent, ProductKind, ReturnPolicy, next_state
from marketplace.catalog.wording import lint
from marketplace.certification.models import Certificate
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.language import gettext as _
from marketplace.regions.models import Division
from marketplace.vendors.models import Vendor
from marketplace.vendors.states import VendorState

LONGEST_TITLE: Final = 80
_VENDOR_EVENTS: Final = frozenset(
    {ProductEvent.DELIST, ProductEvent.RELIST, ProductEvent.EDIT, ProductEvent.ARCHIVE}
)


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

    @property
    def own_title_zh(self) -> str:
        """The title that name and cultivar make by themselves."""
        return f"{self.name_zh} {self.cultivar}".strip()[:LONGEST_TITLE].strip()

    def columns(self) -> dict[str, Any]:
        """As ``Product`` stores them; an empty title is made from name and cultivar."""
        given = asdict(self)
        given["season_months"] = sorted(set(self.season_months))
        given["title_zh"] = self.title_zh or self.own_title_zh
        given["title_en"] = self.title_en or self.name_en
        return given


def facts_of(product: Product) -> Facts:
    """What a listing says now; a title that made itself is left empty, so that it will again."""
    given = {field.name: getattr(product, field.name) for field in fields(Facts)}
    given["season_months"] = tuple(product.season_months)
    said = Facts(**given)
    if product.title_zh == said.own_title_zh:
        given["title_zh"] = ""
    if product.title_en == product.name_en:
        given["title_en"] = ""
    return Facts(**given)


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
    vendor = await _trading(session, vendor_id)
    category = await _sound(session, facts)
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
    note(session, actor, "product.started", product, after={"name_zh": product.name_zh})
    return product


async def copy_product(
    session: AsyncSession, *, vendor_id: UUID, product_id: UUID, actor: Actor
) -> Product:
    """A new draft that says the same: last year's listing taken up again.

    Sizes come along at today's prices, photos and claimed papers too; stock begins at none.

    Raises: NotFound, Invalid.
    """
    model = await own_product(session, vendor_id=vendor_id, product_id=product_id)
    product = await start_product(
        session,
        vendor_id=vendor_id,
        facts=facts_of(model),
        actor=actor,
        specialty_id=model.specialty_id,
        shape=model.shape,
        is_demo=model.is_demo,
    )
    await _copy_sizes(session, model.id, product, actor)
    photos = await session.scalars(
        select(ProductPhoto)
        .where(ProductPhoto.product_id == model.id, ProductPhoto.removed_at.is_(None))
        .order_by(ProductPhoto.position, ProductPhoto.id)
    )
    session.add_all(
        ProductPhoto(
            product_id=product.id,
            file_id=photo.file_id,
            alt_zh=photo.alt_zh,
            alt_en=photo.alt_en,
            position=position,
        )
        for position, photo in enumerate(photos)
    )
    papers = await session.scalars(
        select(ProductCertificate.certificate_id).where(ProductCertificate.product_id == model.id)
    )
    session.add_all(
        ProductCertificate(product_id=product.id, certificate_id=paper) for paper in papers
    )
    note(session, actor, "product.copied", product, after={"copied_from": str(model.id)})
    await session.flush()
    return product


async def _copy_sizes(
    session: AsyncSession, model_id: UUID, product: Product, actor: Actor
) -> None:
    sizes = await session.scalars(
        select(Variant)
        .where(Variant.product_id == model_id, Variant.archived_at.is_(None))
        .order_by(Variant.position, Variant.id)
    )
    same = ("name_zh", "name_en", "grade", "grade_standard", "net_grams", "gross_grams",
            "price_minor", "max_per_order")  # fmt: skip
    made = [
        Variant(
            product_id=product.id,
            vendor_id=product.vendor_id,
            position=position,
            **{column: getattr(size, column) for column in same},
        )
        for position, size in enumerate(sizes)
    ]
    session.add_all(made)
    await session.flush()
    session.add_all(
        PriceChange(variant_id=size.id, price_minor=size.price_minor, changed_by=actor.account_id)
        for size in made
    )


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
    Raises: NotFound, ListingLocked, ListingChanged, Invalid.
    """
    product = await editable_product(session, vendor_id=vendor_id, product_id=product_id)
    if product.version != version:
        raise ListingChanged(
            _("这件商品刚刚被别人改过。您填的内容还在下面；再按一次保存，就以您填的为准。")
        )
    category = await _sound(session, facts)
    new = facts.columns()
    before = {key: getattr(product, key) for key in new if getattr(product, key) != new[key]}
    if not before:
        return product
    if "category_code" in before:
        product.shape = category.shape
    for key in before:
        setattr(product, key, new[key])
    product.version += 1
    after = {key: new[key] for key in before}
    note(session, actor, "product.saved", product, before=before, after=after)
    await session.flush()
    return product


async def claim_certificates(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    product_id: UUID,
    certificate_ids: Sequence[UUID],
    actor: Actor,
) -> None:
    """Say which of the vendor's papers cover this product; they count while they are valid.

    Locks: the product row.
    Raises: NotFound, ListingLocked.
    """
    product = await editable_product(session, vendor_id=vendor_id, product_id=product_id)
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
    if wanted == present.keys():
        return
    for gone in present.keys() - wanted:
        await session.delete(present[gone])
    session.add_all(
        ProductCertificate(product_id=product_id, certificate_id=new)
        for new in wanted - present.keys()
    )
    note(
        session,
        actor,
        "product.certificates_claimed",
        product,
        before={"certificates": sorted(map(str, present))},
        after={"certificates": sorted(map(str, wanted))},
    )
    await session.flush()


async def submit_product(
    session: AsyncSession, *, vendor_id: UUID, product_id: UUID, actor: Actor
) -> Product:
    """Hand a draft in for review; everything that is missing is told at once.

    Locks: the product row.
    Raises: NotFound, TransitionRefused, ListingIncomplete, LicenceMissing, Invalid.
    """
    product = await own_product(session, vendor_id=vendor_id, product_id=product_id, lock=True)
    before = product.state
    after = next_state(before, ProductEvent.SUBMIT)
    await _trading(session, vendor_id)
    faults = await faults_of(session, product)
    if list(faults) == ["licence_no"]:
        raise LicenceMissing(faults["licence_no"], field="licence_no")
    if faults:
        raise ListingIncomplete(
            _("还有 %(n)d 处要补上才能提交审核。", n=len(faults)), fields=faults
        )
    note(
        session,
        actor,
        "product.submitted",
        product,
        before={"state": before},
        after={"state": after},
    )
    product.state = next_state(before, ProductEvent.SUBMIT)
    product.submitted_at = utcnow()
    await session.flush()
    return product


async def faults_of(session: AsyncSession, product: Product) -> dict[str, str]:
    """Everything that keeps a listing from being handed in; field → what to do about it."""
    found = missing_texts(product)
    sizes = (
        await session.scalars(
            select(Variant.name_zh).where(
                Variant.product_id == product.id, Variant.archived_at.is_(None)
            )
        )
    ).all()
    if not sizes and product.return_policy is not ReturnPolicy.DISPLAY_ONLY:
        found["variants"] = _("请至少添加一个规格：净含量和价格。")
    if not product.is_demo and not await _has_photo(session, product.id):
        found["photos"] = _("请至少上传一张实物照片。")
    try:
        await require_licence(session, product)
    except LicenceMissing as refusal:
        found["licence_no"] = refusal.message
    for finding in lint({**texts_of(product), "variants": "\n".join(sizes)}):
        found.setdefault(finding.field, finding.sentence)
    return found


def texts_of(product: Product) -> dict[str, str]:
    """Everything a listing says in words, by field."""
    return {
        field.name: value
        for field in fields(Facts)
        if isinstance(value := getattr(product, field.name), str)
        and field.name not in {"category_code", "division_code", "kind", "return_policy"}
    }


async def _has_photo(session: AsyncSession, product_id: UUID) -> bool:
    return bool(
        await session.scalar(
            select(
                exists().where(
                    ProductPhoto.product_id == product_id, ProductPhoto.removed_at.is_(None)
                )
            )
        )
    )


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
    Raises: NotFound, LicenceMissing, Invalid, TransitionRefused.
    """
    assert event in _VENDOR_EVENTS
    product = await own_product(session, vendor_id=vendor_id, product_id=product_id, lock=True)
    before = product.state
    after = next_state(before, event)
    if event is ProductEvent.RELIST:
        await _can_be_sold(session, product)
    product.state = next_state(before, event)
    if event is ProductEvent.ARCHIVE:
        product.archived_at = utcnow()
    note(
        session,
        actor,
        f"product.{event}",
        product,
        before={"state": before},
        after={"state": after},
    )
    await show_anew(session, product)
    return product


async def _can_be_sold(session: AsyncSession, product: Product) -> None:
    """Raises: LicenceMissing, Invalid, when it cannot simply be put back on sale."""
    await require_licence(session, product)
    sizes = await session.scalar(
        select(func.count()).where(Variant.product_id == product.id, Variant.archived_at.is_(None))
    )
    if not sizes and product.return_policy is not ReturnPolicy.DISPLAY_ONLY:
        raise Invalid(_("这件商品没有规格了。请选择「修改」，添加规格后重新提交。"))


async def _trading(session: AsyncSession, vendor_id: UUID) -> Vendor:
    vendor = await session.get(Vendor, vendor_id)
    if vendor is None:
        raise NotFound(_("没有找到这家店。"))
    if vendor.state is not VendorState.TRADING:
        raise Invalid(_("店铺通过审核、正常营业时才能发布商品。"))
    return vendor


async def _sound(session: AsyncSession, facts: Facts) -> Category:
    """The shelf of ``facts``, once everything they point at is there and goes together."""
    category = await session.get(Category, facts.category_code)
    if category is None:
        raise Invalid(_("请选择商品类别。"), field="category_code")
    require_consistent(facts.kind, facts.category_code, facts.return_policy)
    if await session.get(Division, facts.division_code) is None:
        raise Invalid(_("请选择产地。"), field="division_code")
    return category
