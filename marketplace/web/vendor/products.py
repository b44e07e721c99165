"""A vendor's products: the list with its quick edits, one product checked, handed in and moved."""

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.catalog import desk, service
from marketplace.catalog.desk import Sheet, ShelfRow, Size
from marketplace.catalog.illustration import season_of
from marketplace.catalog.models import Product
from marketplace.catalog.states import ProductEvent, ProductState
from marketplace.http.flash import say
from marketplace.http.forms import Form, Submitted, read_form
from marketplace.http.identity import PRIVATE, VendorDesk, VendorPerson, actor
from marketplace.http.pages import is_htmx, page, path_for, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.errors import InvalidFields, MarketError, NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.money import Money
from marketplace.media.queries import PhotoUrls, photo_urls
from marketplace.stock.service import set_on_hand
from marketplace.web.listing_answers import answers
from marketplace.web.listing_words import (
    STEP_OF,
    STEPS,
    decision_words,
    field_words,
    state_words,
    step_words,
)

router = APIRouter(prefix="/vendor/products", dependencies=[*PRIVATE])

S = ProductState
EDITABLE: Final = (S.DRAFT, S.CORRECTION)
Move = Literal["delist", "relist", "edit", "archive"]
MOVES: Final[dict[ProductState, tuple[Move, ...]]] = {
    S.DRAFT: ("archive",),
    S.CORRECTION: ("archive",),
    S.LISTED: ("delist", "archive"),
    S.DELISTED: ("relist", "edit", "archive"),
}
"""What a vendor may do with a listing as it stands."""


def _tab_words(tab: str) -> str:
    return {
        "listed": _("在售"),
        "waiting": _("待审"),
        "drafts": _("草稿与补正"),
        "delisted": _("已下架"),
        "archived": _("已归档"),
    }[tab]


def picture(request: Request, product: Product, photo_id: UUID | None) -> str:
    """A product's small picture: its first photo, else its drawing."""
    if photo_id is not None:
        return path_for(request, "media.photo", file_id=photo_id, size="320.webp")
    seed = str(product.id)
    season = season_of(product.season_months, seed=seed)
    return path_for(request, "shop.art", shape=product.shape, season=season, seed=seed)


@dataclass(frozen=True, slots=True)
class ProductCard:
    """One product as the list shows it."""

    row: ShelfRow
    picture: str
    state: tuple[str, str]
    may_edit_stock: bool

    @property
    def product(self) -> Product:
        """The product itself."""
        return self.row.product


def _card(request: Request, row: ShelfRow) -> ProductCard:
    return ProductCard(
        row=row,
        picture=picture(request, row.product, row.photo_id),
        state=state_words(row.product.state),
        may_edit_stock=row.product.state is not S.ARCHIVED,
    )


@router.get("", name="vendor.products")
async def index(
    request: Request,
    session: DbSession,
    person: VendorDesk,
    tab: Annotated[str, Query(max_length=16)] = "listed",
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """This vendor's products under one tab, the newest first."""
    chosen = tab if tab in desk.TABS else "listed"
    counts = await desk.tab_counts(session, vendor_id=person.vendor_id)
    found = await desk.shelf(session, vendor_id=person.vendor_id, tab=chosen, after=after)
    more = path_for(request, "vendor.products", tab=chosen, after=found.next)
    return page(
        request,
        "vendor/products/_cards.html" if is_htmx(request) else "vendor/products/index.html",
        shop_name=person.shop_name,
        tab=chosen,
        tabs=[
            (
                _tab_words(each),
                path_for(request, "vendor.products", tab=each),
                each == chosen,
                counts[each],
            )
            for each in desk.TABS
        ],
        has_any=any(counts.values()),
        cards=[_card(request, row) for row in found.items],
        next_href=more if found.next else "",
        is_first=after is None,
    )


# --- One product ----------------------------------------------------------------------------


@router.get("/{product_id}", name="vendor.product")
async def show(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """Everything a listing says, to be checked; the fifth step of the form while it is open."""
    found = await desk.sheet(session, product_id=product_id, vendor_id=person.vendor_id)
    return await product_page(request, session, person, found)


async def product_page(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    found: Sheet,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """The check page, with what keeps it from being handed in where somebody tried."""
    is_open = found.product.state in EDITABLE
    faults = await service.faults_of(session, found.product) if is_open else {}
    pictures = await photo_urls(session, [photo.file_id for photo in found.photos])
    return page(
        request,
        "vendor/products/check.html",
        status=status,
        shop_name=person.shop_name,
        found=found,
        product=found.product,
        picture=picture(request, found.product, None),
        state=state_words(found.product.state),
        is_open=is_open,
        steps=step_links(request, found, "check", faults) if is_open else [],
        parts=answers(found),
        field_step={
            field: step_path(request, found.product, step) for field, step in STEP_OF.items()
        },
        fixes=fix_list(request, found),
        faults=[
            (step_path(request, found.product, STEP_OF.get(field, "what")) + f"#{field}", said)
            for field, said in faults.items()
        ],
        tried=bool(errors),
        errors=errors or {},
        photos=photo_list(found, pictures),
        moves=MOVES.get(found.product.state, ()),
        told=[(each, decision_words(each.decision.decision)) for each in found.decisions],
    )


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo with the addresses of its sizes."""

    id: UUID
    alt: str
    urls: PhotoUrls


def photo_list(found: Sheet, pictures: Any) -> list[ShownPhoto]:
    """The photos of a listing, in the vendor's order."""
    return [
        ShownPhoto(photo.id, photo.alt_zh or found.product.name_zh, pictures[photo.file_id])
        for photo in found.photos
        if photo.file_id in pictures
    ]


def step_path(request: Request, product: Product, step: str) -> str:
    """Where a step of this listing is filled in."""
    route = "vendor.product" if step == "check" else f"vendor.product.{step}"
    return path_for(request, route, product_id=product.id)


def step_links(
    request: Request, found: Sheet, here: str, faults: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """The five steps as links; those with something to mend are marked."""
    wrong = {STEP_OF.get(field) for field in (*found.corrections, *(faults or {}))}
    return [
        {
            "text": step_words(step),
            "href": step_path(request, found.product, step),
            "current": step == here,
            "is_wrong": step in wrong,
        }
        for step in STEPS
    ]


def fix_list(request: Request, found: Sheet) -> list[tuple[str, str, str]]:
    """What the reviewer asked for: field in words, sentence, where it is mended."""
    return [
        (
            field_words(field),
            said,
            step_path(request, found.product, STEP_OF.get(field, "what")) + f"#{field}",
        )
        for field, said in found.corrections.items()
    ]


@router.post("/{product_id}/submission", name="vendor.product.submit")
async def submit(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """Hand it in."""
    try:
        async with session.begin_nested():
            await service.submit_product(
                session,
                vendor_id=person.vendor_id,
                product_id=product_id,
                actor=actor(request, person.viewer),
            )
    except NotFound:
        raise
    except MarketError as refusal:
        session.expire_all()
        found = await desk.sheet(session, product_id=product_id, vendor_id=person.vendor_id)
        fields = refusal.fields if isinstance(refusal, InvalidFields) else {"": refusal.message}
        return await product_page(
            request, session, person, found, errors=fields, status=refusal.status
        )
    say(request, _("已提交审核。审核员一般在 1 个工作日内答复，结果会通知您。"))
    return see_other(request, "vendor.product", product_id=product_id)


class MoveForm(Form):
    """What is to happen to a listing; archiving wants to be confirmed."""

    event: Move = Field(title="操作")
    sure: bool = Field(default=False, title="确认")


@router.post("/{product_id}/moves", name="vendor.product.move")
async def move(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """Take it off sale, put it back, open it for changes, archive it."""
    form = await read_form(request, MoveForm)
    if form.model is None:
        raise InvalidFields(next(iter(form.errors.values())), fields=form.errors)
    event = ProductEvent(form.value.event)
    if event is ProductEvent.ARCHIVE and not form.value.sure:
        found = await desk.sheet(session, product_id=product_id, vendor_id=person.vendor_id)
        return page(
            request,
            "vendor/products/archive.html",
            shop_name=person.shop_name,
            product=found.product,
            reserved=sum(size.reserved for size in found.sizes),
        )
    await service.move(
        session,
        vendor_id=person.vendor_id,
        product_id=product_id,
        event=event,
        actor=actor(request, person.viewer),
    )
    say(request, _moved(event))
    if event is ProductEvent.EDIT:
        return see_other(request, "vendor.product.what", product_id=product_id)
    if event is ProductEvent.ARCHIVE:
        return see_other(request, "vendor.products", tab="archived")
    return see_other(request, "vendor.product", product_id=product_id)


def _moved(event: ProductEvent) -> str:
    return {
        ProductEvent.DELIST: _("已下架，买家看不到这件商品了。已付款的订单照常发货。"),
        ProductEvent.RELIST: _("已重新上架。"),
        ProductEvent.EDIT: _("可以修改了。改好后再提交一次审核。"),
        ProductEvent.ARCHIVE: _("已归档。需要时可以复制成新商品。"),
    }[event]


@router.post("/{product_id}/copies", name="vendor.product.copy")
async def copy(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """Last year's listing as a new draft."""
    made = await service.copy_product(
        session,
        vendor_id=person.vendor_id,
        product_id=product_id,
        actor=actor(request, person.viewer),
    )
    say(request, _("已复制成新草稿。请核对规格、价格和照片，再提交审核。"))
    return see_other(request, "vendor.product.what", product_id=made.id)


# --- Price and stock at once ----------------------------------------------------------------


class QuickForm(Form):
    """Price and stock of one size, and what the page showed before."""

    price: str = Field(title="价格", max_length=20)
    on_hand: int = Field(title="库存", ge=0, le=10_000_000)
    seen_price: int = Field(title="价格")
    seen_on_hand: int = Field(title="库存")


@router.post("/{product_id}/sizes/{size_id}/quick", name="vendor.product.quick")
async def quick(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID, size_id: UUID
) -> Response:
    """Change price and stock of one size; both take effect at once and are recorded."""
    size = await _own_size(session, person, product_id, size_id)
    form = await read_form(request, QuickForm)
    if form.model is not None:
        try:
            async with session.begin_nested():
                await _apply_quick(request, session, person, size, form.value)
        except MarketError as refusal:
            form.refuse(refusal)
    if form.errors:
        return await _quick_answer(request, session, person, product_id, size, form)
    if is_htmx(request):
        fresh = await _own_size(session, person, product_id, size_id)
        return page(
            request,
            "vendor/products/_size.html",
            product_id=product_id,
            size=fresh,
            typed={},
            errors={},
            saved=True,
        )
    say(request, _("价格和库存已保存。"))
    return see_other(request, "vendor.products", tab=await _tab_of(session, person, product_id))


async def _apply_quick(
    request: Request, session: AsyncSession, person: VendorPerson, size: Size, typed: QuickForm
) -> None:
    """Only what was changed on the page: the rest may have moved on since."""
    price = Money.parse(typed.price, field="price").minor
    if price != typed.seen_price:
        await service.change_price(
            session,
            vendor_id=person.vendor_id,
            variant_id=size.id,
            price_minor=price,
            actor=actor(request, person.viewer),
        )
    if typed.on_hand != typed.seen_on_hand:
        await set_on_hand(
            session,
            variant_id=size.id,
            on_hand=typed.on_hand,
            reason="盘点",
            actor_id=person.account_id,
        )


async def _quick_answer(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    product_id: UUID,
    size: Size,
    form: Submitted[QuickForm],
) -> Response:
    given = {"product_id": product_id, "size": size, "typed": form.typed, "errors": form.errors}
    if is_htmx(request):
        return page(request, "vendor/products/_size.html", status=422, saved=False, **given)
    found = await desk.sheet(session, product_id=product_id, vendor_id=person.vendor_id)
    return page(
        request,
        "vendor/products/quick.html",
        status=422,
        shop_name=person.shop_name,
        product=found.product,
        saved=False,
        **given,
    )


async def _own_size(
    session: AsyncSession, person: VendorPerson, product_id: UUID, size_id: UUID
) -> Size:
    return await desk.size(
        session, vendor_id=person.vendor_id, product_id=product_id, size_id=size_id
    )


async def _tab_of(session: AsyncSession, person: VendorPerson, product_id: UUID) -> str:
    product = await service.own_product(session, vendor_id=person.vendor_id, product_id=product_id)
    return next(tab for tab, states in desk.TABS.items() if product.state in states)
