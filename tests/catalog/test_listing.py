"""A vendor writes, prices, copies and hands in its own listings, and nobody else's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.models import AuditEntry
from marketplace.catalog import service
from marketplace.catalog.errors import (
    LicenceMissing,
    ListingChanged,
    ListingIncomplete,
    ListingLocked,
)
from marketplace.catalog.models import (
    PriceChange,
    Product,
    ProductCertificate,
    ProductPhoto,
    Variant,
)
from marketplace.catalog.service.photos import MOST_PHOTOS
from marketplace.catalog.service.variants import MOST_VARIANTS
from marketplace.catalog.states import ProductEvent, ProductKind, ProductState, ReturnPolicy
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import Invalid, MarketError, NotFound, TransitionRefused
from marketplace.vendors.states import VendorState
from tests.support.catalog import make_offer, make_product, make_variant
from tests.support.listings import (
    CLERK,
    kilo_bag,
    make_file,
    make_listing,
    make_paper,
    make_photo,
    roasted_facts,
    walnut_facts,
)
from tests.support.queue import queued
from tests.support.vendors import make_vendor

E = ProductEvent
FIXED = [s for s in ProductState if s not in {ProductState.DRAFT, ProductState.CORRECTION}]


async def actions(session: AsyncSession, product: Product) -> list[str]:
    await session.flush()
    query = select(AuditEntry.action).where(AuditEntry.object_id == str(product.id))
    return list(await session.scalars(query.order_by(AuditEntry.id)))


# --- Writing --------------------------------------------------------------------------------


async def test_a_draft_takes_county_drawing_and_title_from_what_is_known(
    session: AsyncSession,
) -> None:
    vendor = await make_vendor(session)

    product = await service.start_product(
        session, vendor_id=vendor.id, facts=walnut_facts(), actor=CLERK
    )

    assert product.state is ProductState.DRAFT
    assert (product.pavilion_code, product.shape) == ("621221", "walnut")
    assert (product.title_zh, product.title_en) == ("核桃 清香", "Walnut")
    assert await actions(session, product) == ["product.started"]


async def test_a_title_made_of_a_long_name_still_fits(session: AsyncSession) -> None:
    vendor = await make_vendor(session)

    product = await service.start_product(
        session,
        vendor_id=vendor.id,
        facts=walnut_facts(name_zh="核" * 60, cultivar="桃" * 40),
        actor=CLERK,
    )

    assert len(product.title_zh) == 80


async def test_only_a_trading_vendor_begins_a_listing(session: AsyncSession) -> None:
    vendor = await make_vendor(session, state=VendorState.PENDING, approved_at=None)

    with pytest.raises(Invalid):
        await service.start_product(session, vendor_id=vendor.id, facts=walnut_facts(), actor=CLERK)
    with pytest.raises(NotFound):
        await service.start_product(session, vendor_id=uuid4(), facts=walnut_facts(), actor=CLERK)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"category_code": "NOPE"}, "category_code"),
        ({"division_code": "999999999"}, "division_code"),
        ({"category_code": "LIQUOR"}, "category_code"),
        ({"return_policy": ReturnPolicy.DISPLAY_ONLY}, "return_policy"),
    ],
)
async def test_what_cannot_be_is_told_beside_its_field(
    session: AsyncSession, wrong: dict, field: str
) -> None:
    vendor = await make_vendor(session)

    with pytest.raises(Invalid) as refusal:
        await service.start_product(
            session, vendor_id=vendor.id, facts=walnut_facts(**wrong), actor=CLERK
        )

    assert refusal.value.field == field


async def test_saving_keeps_what_was_and_what_is(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(session, vendor, shape="walnut")
    facts = service.facts_of(product)

    await service.save_product(
        session,
        vendor_id=vendor.id,
        product_id=product.id,
        facts=walnut_facts(category_code="FRUIT", return_policy=ReturnPolicy.FRESH_EXEMPT),
        version=1,
        actor=CLERK,
    )
    entry = await session.scalar(
        select(AuditEntry).where(
            AuditEntry.object_id == str(product.id), AuditEntry.action == "product.saved"
        )
    )

    assert product.version == 2
    assert product.shape == "apple"
    assert entry.before["name_zh"] == facts.name_zh == "成县核桃"
    assert entry.after["name_zh"] == "核桃"
    assert "storage_zh" not in entry.before


async def test_saving_the_same_again_changes_nothing(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(session, vendor)

    await service.save_product(
        session,
        vendor_id=vendor.id,
        product_id=product.id,
        facts=service.facts_of(product),
        version=1,
        actor=CLERK,
    )

    assert product.version == 1
    assert await actions(session, product) == []


async def test_a_title_that_made_itself_follows_the_name(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await service.start_product(
        session, vendor_id=vendor.id, facts=walnut_facts(), actor=CLERK
    )
    chosen = await service.start_product(
        session, vendor_id=vendor.id, facts=walnut_facts(title_zh="成县核桃王"), actor=CLERK
    )

    assert service.facts_of(product) == walnut_facts()
    assert service.facts_of(chosen).title_zh == "成县核桃王"


async def test_two_people_saving_one_page_do_not_overwrite_each_other(
    session: AsyncSession,
) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(session, vendor, version=4)

    with pytest.raises(ListingChanged):
        await service.save_product(
            session,
            vendor_id=vendor.id,
            product_id=product.id,
            facts=walnut_facts(),
            version=3,
            actor=CLERK,
        )


@pytest.mark.parametrize("state", FIXED)
async def test_what_is_judged_or_sold_cannot_be_rewritten(
    session: AsyncSession, state: ProductState
) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(session, vendor, state=state, published_at=utcnow())
    file = await make_file(session, vendor)
    own = {"vendor_id": vendor.id, "product_id": product.id, "actor": CLERK}
    variant = await session.scalar(select(Variant).where(Variant.product_id == product.id))
    photo = await session.scalar(select(ProductPhoto).where(ProductPhoto.product_id == product.id))

    for attempt in (
        service.save_product(session, facts=walnut_facts(), version=1, **own),
        service.add_variant(session, facts=kilo_bag(), **own),
        service.change_variant(
            session, vendor_id=vendor.id, variant_id=variant.id, facts=kilo_bag(), actor=CLERK
        ),
        service.add_photo(session, file_id=file.id, alt_zh="", **own),
        service.remove_photo(session, photo_id=photo.id, **own),
        service.bring_forward(session, photo_id=photo.id, **own),
        service.claim_certificates(session, certificate_ids=[], **own),
    ):
        with pytest.raises(ListingLocked):
            await attempt


async def test_a_stranger_finds_nothing(session: AsyncSession) -> None:
    vendor, stranger = await make_vendor(session), await make_vendor(session)
    product = await make_listing(session, vendor)
    variant = await session.scalar(select(Variant).where(Variant.product_id == product.id))
    photo = await make_photo(session, vendor, product)
    file = await make_file(session, vendor)
    theirs = {"vendor_id": stranger.id, "product_id": product.id, "actor": CLERK}
    size = {"vendor_id": stranger.id, "variant_id": variant.id, "actor": CLERK}

    for attempt in (
        service.save_product(session, facts=walnut_facts(), version=1, **theirs),
        service.copy_product(session, **theirs),
        service.add_variant(session, facts=kilo_bag(), **theirs),
        service.add_photo(session, file_id=file.id, alt_zh="", **theirs),
        service.remove_photo(session, photo_id=photo.id, **theirs),
        service.bring_forward(session, photo_id=photo.id, **theirs),
        service.claim_certificates(session, certificate_ids=[], **theirs),
        service.submit_product(session, **theirs),
        service.move(session, event=E.ARCHIVE, **theirs),
        service.change_variant(session, facts=kilo_bag(), **size),
        service.change_price(session, price_minor=1, **size),
        service.archive_variant(session, **size),
    ):
        with pytest.raises(NotFound):
            await attempt


# --- Sizes and prices -----------------------------------------------------------------------


async def prices(session: AsyncSession, variant: Variant) -> list[int]:
    await session.flush()
    query = select(PriceChange.price_minor).where(PriceChange.variant_id == variant.id)
    return list(await session.scalars(query.order_by(PriceChange.id)))


async def test_a_price_history_begins_with_the_size_and_keeps_every_change(
    session: AsyncSession,
) -> None:
    vendor = await make_vendor(session)
    product = await make_product(session, vendor, state=ProductState.DRAFT, published_at=None)
    variant = await service.add_variant(
        session, vendor_id=vendor.id, product_id=product.id, facts=kilo_bag(), actor=CLERK
    )
    mine = {"vendor_id": vendor.id, "variant_id": variant.id, "actor": CLERK}

    await service.change_price(session, price_minor=3500, **mine)
    await service.change_price(session, price_minor=3500, **mine)
    await service.change_variant(session, facts=kilo_bag(price_minor=4200), **mine)
    await service.change_variant(session, facts=kilo_bag(price_minor=4200), **mine)
    await service.change_variant(
        session, facts=kilo_bag(price_minor=4200, name_zh="布袋装"), **mine
    )

    assert await prices(session, variant) == [3980, 3500, 4200]
    assert await actions(session, product) == [
        "variant.added",
        "variant.price_changed",
        "variant.changed",
        "variant.changed",
    ]


async def test_a_price_on_sale_changes_at_once_and_lists_are_told(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    variant = await make_offer(session, vendor)

    await service.change_price(
        session, vendor_id=vendor.id, variant_id=variant.id, price_minor=3500, actor=CLERK
    )

    assert variant.price_minor == 3500
    assert await queued(session, "search.refresh_product") == [
        {"product_id": str(variant.product_id)}
    ]


@pytest.mark.parametrize("price", [0, -1, 100_000_001])
async def test_a_price_nobody_means_is_refused(session: AsyncSession, price: int) -> None:
    vendor = await make_vendor(session)
    variant = await make_offer(session, vendor)

    with pytest.raises(Invalid) as refusal:
        await service.change_price(
            session, vendor_id=vendor.id, variant_id=variant.id, price_minor=price, actor=CLERK
        )

    assert refusal.value.field == "price"


async def test_the_price_of_an_archived_listing_stays(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    variant = await make_offer(session, vendor, state=ProductState.ARCHIVED)

    with pytest.raises(ListingLocked):
        await service.change_price(
            session, vendor_id=vendor.id, variant_id=variant.id, price_minor=1, actor=CLERK
        )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"net_grams": 0}, "net"),
        ({"net_grams": 1_000_001, "gross_grams": 1_000_001}, "net"),
        ({"gross_grams": 999}, "gross"),
        ({"gross_grams": 2_000_001}, "gross"),
        ({"price_minor": 0}, "price"),
        ({"grade": "特级"}, "grade_standard"),
        ({"max_per_order": 0}, "max_per_order"),
        ({"max_per_order": 1000}, "max_per_order"),
    ],
)
async def test_a_size_that_contradicts_itself_is_refused(
    session: AsyncSession, wrong: dict, field: str
) -> None:
    vendor = await make_vendor(session)
    product = await make_product(session, vendor, state=ProductState.DRAFT, published_at=None)

    with pytest.raises(Invalid) as refusal:
        await service.add_variant(
            session,
            vendor_id=vendor.id,
            product_id=product.id,
            facts=kilo_bag(**wrong),
            actor=CLERK,
        )

    assert refusal.value.field == field


async def test_a_grade_with_its_standard_passes(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_product(session, vendor, state=ProductState.DRAFT, published_at=None)

    variant = await service.add_variant(
        session,
        vendor_id=vendor.id,
        product_id=product.id,
        facts=kilo_bag(grade="特级", grade_standard="GB/T 20398"),
        actor=CLERK,
    )

    assert variant.grade == "特级"


async def test_sizes_are_counted_and_a_new_one_stands_last(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_product(session, vendor, state=ProductState.DRAFT, published_at=None)
    own = {"vendor_id": vendor.id, "product_id": product.id, "actor": CLERK}
    made = [
        await service.add_variant(session, facts=kilo_bag(), **own)
        for _each in range(MOST_VARIANTS)
    ]

    with pytest.raises(Invalid):
        await service.add_variant(session, facts=kilo_bag(), **own)
    await service.archive_variant(session, vendor_id=vendor.id, variant_id=made[3].id, actor=CLERK)
    again = await service.add_variant(session, facts=kilo_bag(), **own)

    assert again.position == MOST_VARIANTS


async def test_the_last_size_on_sale_stays(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    variant = await make_offer(session, vendor)
    product = await session.get_one(Product, variant.product_id)
    other = await make_variant(session, product)

    await service.archive_variant(session, vendor_id=vendor.id, variant_id=other.id, actor=CLERK)
    with pytest.raises(Invalid):
        await service.archive_variant(
            session, vendor_id=vendor.id, variant_id=variant.id, actor=CLERK
        )
    with pytest.raises(NotFound):
        await service.archive_variant(
            session, vendor_id=vendor.id, variant_id=other.id, actor=CLERK
        )


async def test_what_is_only_shown_may_lose_its_last_size(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    variant = await make_offer(session, vendor, return_policy=ReturnPolicy.DISPLAY_ONLY)

    await service.archive_variant(session, vendor_id=vendor.id, variant_id=variant.id, actor=CLERK)

    assert variant.archived_at is not None


@pytest.mark.parametrize(
    "state", [ProductState.PENDING, ProductState.IN_REVIEW, ProductState.ARCHIVED]
)
async def test_sizes_stay_while_a_listing_is_judged(
    session: AsyncSession, state: ProductState
) -> None:
    vendor = await make_vendor(session)
    variant = await make_offer(session, vendor, state=state)

    with pytest.raises(ListingLocked):
        await service.archive_variant(
            session, vendor_id=vendor.id, variant_id=variant.id, actor=CLERK
        )


# --- Photos and papers ----------------------------------------------------------------------


async def test_photos_are_added_ordered_and_taken_away(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_product(session, vendor, state=ProductState.DRAFT, published_at=None)
    own = {"vendor_id": vendor.id, "product_id": product.id, "actor": CLERK}
    first, second, third = [
        await service.add_photo(
            session, file_id=(await make_file(session, vendor)).id, alt_zh="核桃", **own
        )
        for _each in range(3)
    ]

    await service.bring_forward(session, photo_id=third.id, **own)
    await service.bring_forward(session, photo_id=first.id, **own)
    await service.bring_forward(session, photo_id=first.id, **own)
    await service.remove_photo(session, photo_id=second.id, **own)
    kept = await session.scalars(
        select(ProductPhoto)
        .where(ProductPhoto.product_id == product.id, ProductPhoto.removed_at.is_(None))
        .order_by(ProductPhoto.position)
    )

    assert [photo.id for photo in kept] == [first.id, third.id]
    with pytest.raises(NotFound):
        await service.remove_photo(session, photo_id=second.id, **own)
    assert (await actions(session, product))[-2:] == [
        "product.photos_ordered",
        "product.photo_removed",
    ]


async def test_another_shops_photo_or_a_private_paper_is_not_shown(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_product(session, vendor, state=ProductState.DRAFT, published_at=None)
    foreign = await make_file(session, await make_vendor(session))
    private = await make_file(session, vendor, is_private=True)

    for file in (foreign, private):
        with pytest.raises(NotFound):
            await service.add_photo(
                session,
                vendor_id=vendor.id,
                product_id=product.id,
                file_id=file.id,
                alt_zh="",
                actor=CLERK,
            )


async def test_photos_are_counted(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_product(session, vendor, state=ProductState.DRAFT, published_at=None)
    for _each in range(MOST_PHOTOS):
        await make_photo(session, vendor, product)

    with pytest.raises(Invalid) as refusal:
        await service.add_photo(
            session,
            vendor_id=vendor.id,
            product_id=product.id,
            file_id=(await make_file(session, vendor)).id,
            alt_zh="",
            actor=CLERK,
        )

    assert refusal.value.field == "photos"


async def test_papers_are_claimed_and_given_up(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(session, vendor)
    green = await make_paper(session, vendor, "GREEN", number="LB-40-2103271234A")
    gi = await make_paper(session, vendor, "GI", number="2020-1")
    own = {"vendor_id": vendor.id, "product_id": product.id, "actor": CLERK}

    await service.claim_certificates(session, certificate_ids=[green.id], **own)
    await service.claim_certificates(session, certificate_ids=[green.id], **own)
    await service.claim_certificates(session, certificate_ids=[gi.id], **own)
    claimed = await session.scalars(
        select(ProductCertificate.certificate_id).where(ProductCertificate.product_id == product.id)
    )

    assert claimed.all() == [gi.id]
    assert await actions(session, product) == ["product.certificates_claimed"] * 2


async def test_a_neighbours_paper_cannot_be_claimed(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(session, vendor)
    foreign = await make_paper(session, await make_vendor(session))

    with pytest.raises(NotFound):
        await service.claim_certificates(
            session,
            vendor_id=vendor.id,
            product_id=product.id,
            certificate_ids=[foreign.id],
            actor=CLERK,
        )


# --- Copying --------------------------------------------------------------------------------


async def test_a_copy_is_a_new_draft_with_everything_but_the_stock(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    model = await make_listing(session, vendor, state=ProductState.ARCHIVED)
    old = await make_variant(session, model, archived_at=utcnow())
    paper = await make_paper(session, vendor, "GI", number="2020-1")
    session.add(ProductCertificate(product_id=model.id, certificate_id=paper.id))
    await session.flush()

    product = await service.copy_product(
        session, vendor_id=vendor.id, product_id=model.id, actor=CLERK
    )
    sizes = (await session.scalars(select(Variant).where(Variant.product_id == product.id))).all()

    assert product.id != model.id
    assert product.state is ProductState.DRAFT
    assert product.published_at is None
    assert service.facts_of(product) == service.facts_of(model)
    assert [size.price_minor for size in sizes] == [3980]
    assert old.id not in {size.id for size in sizes}
    assert await prices(session, sizes[0]) == [3980]
    assert await service.faults_of(session, product) == {}
    assert (
        await session.scalar(
            select(ProductCertificate.certificate_id).where(
                ProductCertificate.product_id == product.id
            )
        )
        == paper.id
    )


# --- Handing in -----------------------------------------------------------------------------


async def test_a_complete_listing_goes_to_the_reviewers(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(session, vendor)

    await service.submit_product(session, vendor_id=vendor.id, product_id=product.id, actor=CLERK)

    assert product.state is ProductState.PENDING
    assert product.submitted_at is not None
    assert await actions(session, product) == ["product.submitted"]


async def test_everything_missing_is_told_at_once(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_product(
        session,
        vendor,
        kind=ProductKind.PACKAGED_FOOD,
        state=ProductState.DRAFT,
        published_at=None,
        summary_zh="全网最低",
    )

    with pytest.raises(ListingIncomplete) as refusal:
        await service.submit_product(
            session, vendor_id=vendor.id, product_id=product.id, actor=CLERK
        )

    assert set(refusal.value.fields) == {
        "description_zh",
        "storage_zh",
        "shelf_life_zh",
        "ingredients",
        "standard_code",
        "variants",
        "photos",
        "licence_no",
        "summary_zh",
    }
    assert product.state is ProductState.DRAFT


async def test_forbidden_words_are_found_in_every_text_and_in_the_sizes(
    session: AsyncSession,
) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(
        session, vendor, eating_zh="可降血压", description_en="World's best"
    )
    await make_variant(session, product, name_zh="特供礼盒")

    faults = await service.faults_of(session, product)

    assert set(faults) == {"eating_zh", "description_en", "variants"}


async def test_a_missing_licence_alone_is_said_as_such(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(
        session,
        vendor,
        kind=ProductKind.PACKAGED_FOOD,
        ingredients="核桃",
        standard_code="GB/T 22165",
        licence_no="SC11862122100018",
    )

    with pytest.raises(LicenceMissing):
        await service.submit_product(
            session, vendor_id=vendor.id, product_id=product.id, actor=CLERK
        )


async def test_with_a_valid_licence_what_is_processed_is_handed_in(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    paper = await make_paper(session, vendor)
    product = await service.start_product(
        session, vendor_id=vendor.id, facts=roasted_facts(paper.number), actor=CLERK
    )
    await make_variant(session, product)
    await make_photo(session, vendor, product)

    await service.submit_product(session, vendor_id=vendor.id, product_id=product.id, actor=CLERK)

    assert product.state is ProductState.PENDING


async def test_a_suspended_vendor_hands_nothing_in(session: AsyncSession) -> None:
    vendor = await make_vendor(session, state=VendorState.SUSPENDED)
    product = await make_listing(session, vendor)

    with pytest.raises(Invalid):
        await service.submit_product(
            session, vendor_id=vendor.id, product_id=product.id, actor=CLERK
        )


@pytest.mark.parametrize("state", FIXED)
async def test_only_drafts_and_corrections_are_handed_in(
    session: AsyncSession, state: ProductState
) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(session, vendor, state=state, published_at=utcnow())

    with pytest.raises(TransitionRefused):
        await service.submit_product(
            session, vendor_id=vendor.id, product_id=product.id, actor=CLERK
        )


async def test_what_is_only_shown_needs_no_size_and_a_demo_no_photo(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_product(
        session,
        vendor,
        state=ProductState.DRAFT,
        published_at=None,
        is_demo=True,
        category_code="HERB",
        return_policy=ReturnPolicy.DISPLAY_ONLY,
        description_zh="只作展示。",
        storage_zh="阴凉干燥",
        shelf_life_zh="24 个月",
    )

    assert await service.faults_of(session, product) == {}


# --- On and off sale ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "event", "after"),
    [
        (ProductState.LISTED, E.DELIST, ProductState.DELISTED),
        (ProductState.DELISTED, E.RELIST, ProductState.LISTED),
        (ProductState.DELISTED, E.EDIT, ProductState.DRAFT),
        (ProductState.LISTED, E.ARCHIVE, ProductState.ARCHIVED),
        (ProductState.DRAFT, E.ARCHIVE, ProductState.ARCHIVED),
    ],
)
async def test_a_vendor_moves_its_own_listing(session, state, event, after) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(session, vendor, state=state, published_at=utcnow())

    await service.move(
        session, vendor_id=vendor.id, product_id=product.id, event=event, actor=CLERK
    )

    assert product.state is after
    assert (product.archived_at is not None) is (event is E.ARCHIVE)
    assert await actions(session, product) == [f"product.{event}"]
    assert await queued(session, "search.refresh_product") == [{"product_id": str(product.id)}]


@pytest.mark.parametrize("event", [E.DELIST, E.RELIST, E.EDIT, E.ARCHIVE])
async def test_a_suspended_listing_is_out_of_the_vendors_hands(session, event) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(
        session, vendor, state=ProductState.SUSPENDED, published_at=utcnow()
    )

    with pytest.raises(TransitionRefused):
        await service.move(
            session, vendor_id=vendor.id, product_id=product.id, event=event, actor=CLERK
        )


async def test_going_back_on_sale_asks_for_the_licence_and_a_size_again(
    session: AsyncSession,
) -> None:
    vendor = await make_vendor(session)
    ended = await make_paper(session, vendor, valid_until=china_day(utcnow()) - timedelta(days=1))
    lapsed = await make_listing(
        session,
        vendor,
        kind=ProductKind.PACKAGED_FOOD,
        state=ProductState.DELISTED,
        licence_no=ended.number,
    )
    empty = await make_product(session, vendor, state=ProductState.DELISTED)

    for product, refusal in ((lapsed, LicenceMissing), (empty, Invalid)):
        with pytest.raises(refusal):
            await service.move(
                session,
                vendor_id=vendor.id,
                product_id=product.id,
                event=E.RELIST,
                actor=CLERK,
            )
        assert product.state is ProductState.DELISTED


async def test_a_draft_that_was_never_on_show_disturbs_no_list(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(session, vendor)

    await service.move(
        session, vendor_id=vendor.id, product_id=product.id, event=E.ARCHIVE, actor=CLERK
    )

    assert await queued(session, "search.refresh_product") == []


async def test_a_vendor_has_no_reviewers_verbs(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_listing(session, vendor, state=ProductState.IN_REVIEW)

    with pytest.raises((AssertionError, MarketError)):
        await service.move(
            session, vendor_id=vendor.id, product_id=product.id, event=E.APPROVE, actor=CLERK
        )
