"""Index rows and sellers as the card macros print them, in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Request

from marketplace.catalog.illustration import season_of
from marketplace.catalog.motifs import MOTIFS
from marketplace.catalog.rules import months_until, season_words
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.kit.quantities import format_unit_price, format_weight
from marketplace.media.queries import PhotoUrls
from marketplace.search.places import MOST_COUNTED
from marketplace.search.queries import ProductCard
from marketplace.search.shops import Shop
from marketplace.vendors.queries import kind_text
from marketplace.vendors.states import VendorKind
from marketplace.web.shop.public import PathPattern, place_path

PLAIN_SHAPE = "leaf"
MU_M2 = 10_000 / 15
"""One 亩; it stands only in brackets behind hectares."""


@dataclass(frozen=True, slots=True)
class CardView:
    """What ``product_card`` prints."""

    href: str
    title: str
    lang: str
    """``zh-CN`` where an English page has only the Chinese text; else empty."""
    image: str
    image_alt: str
    is_drawing: bool
    spec: str
    price_minor: int
    price_from: bool
    unit_price: str
    origin: str
    badges: Sequence[str]
    sold: str
    note: str


class Drawings:
    """Addresses of the drawn stand-ins."""

    def __init__(self, request: Request) -> None:
        self._address = PathPattern(request, "shop.art", "seed", shape="0shape0", season="0season0")

    def __call__(self, shape: str, seed: str, months: Sequence[int]) -> str:
        """The square drawing of a product."""
        known = shape if shape in MOTIFS else PLAIN_SHAPE
        season = season_of(months, seed=seed)
        # Pictures are the same in every language: one address, one copy in the browser.
        path = self._address(seed).removeprefix("/en")
        return path.replace("0shape0", known).replace("0season0", season)


def card_views(request: Request, cards: Iterable[ProductCard], *, month: int) -> list[CardView]:
    """``cards`` in the reader's language."""
    product = PathPattern(request, "shop.product", "product_id")
    drawing = Drawings(request)
    return [_view(card, product, drawing, month) for card in cards]


def _view(card: ProductCard, product: PathPattern, drawing: Drawings, month: int) -> CardView:
    english = language() == "en"
    title = card.title_en if english and card.title_en else card.title_zh
    seed = str(card.id)
    if card.photo_id:
        image = PhotoUrls(card.photo_id, 0, 0).small
    else:
        image = drawing(card.shape, seed, card.season_months)
    is_priced = card.price_minor > 0
    weight = format_weight(card.net_grams, language()) if is_priced else ""
    return CardView(
        href=product(seed),
        title=title,
        lang="zh-CN" if english and not card.title_en else "",
        image=image,
        image_alt=(card.name_en if english and card.name_en else card.name_zh),
        is_drawing=card.photo_id is None,
        spec=_("净含量 %(weight)s", weight=weight) if is_priced else "",
        price_minor=card.price_minor,
        price_from=card.has_prices,
        unit_price=format_unit_price(card.price_minor, card.net_grams, language())
        if is_priced
        else "",
        origin=card.origin_en if english else card.origin_zh,
        badges=[badge.en if english else badge.zh for badge in card.badges],
        sold=sold_words(card.sold_count),
        note=note_words(card.note, card.season_months, month),
    )


def sold_words(count: int) -> str:
    """``已售 1,286 件``; nothing for nothing sold, because a zero says nothing about the goods."""
    return _("已售 %(count)s 件", count=f"{count:,}") if count else ""


def note_words(note: str, months: Sequence[int], month: int) -> str:
    """Why a thing cannot be had: only on show, not yet in season, or sold out."""
    if note == "display_only":
        return _("仅展示")
    if note != "sold_out":
        return ""
    if months_until(months, month):
        return _("未到季 · %(months)s", months=season_words(months))
    return _("售罄")


def counted(count: int) -> str:
    """``23`` or ``1,000+``."""
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"


@dataclass(frozen=True, slots=True)
class ShopView:
    """What ``vendor_card`` prints."""

    href: str
    name: str
    kind_text: str
    registered: bool
    place: str
    facts: Sequence[str]
    is_demo: bool


def shop_views(request: Request, shops: Iterable[Shop], *, day: date) -> list[ShopView]:
    """``shops`` in the reader's language."""
    path = PathPattern(request, "shop.vendor", "slug")
    return [
        ShopView(
            href=path(shop.slug),
            name=shop_name(shop.shop_zh, shop.shop_en),
            kind_text=kind_text(shop.kind),
            registered=shop.kind is not VendorKind.UNREGISTERED,
            place=place_path(list(shop.places)),
            facts=shop_facts(shop, day=day),
            is_demo=shop.is_demo,
        )
        for shop in shops
    ]


def shop_name(name_zh: str, name_en: str) -> str:
    """A shop's name in the reader's language."""
    return name_en if language() == "en" and name_en else name_zh


def shop_facts(shop: Shop, *, day: date) -> list[str]:
    """Years, members, land and goods, each only where it is known."""
    facts: list[str] = []
    if shop.founded_on:
        years = day.year - shop.founded_on.year
        facts.append(_("成立 %(n)d 年", n=years) if years else _("今年成立"))
    if shop.member_count:
        facts.append(_("成员 %(n)d 户", n=shop.member_count))
    if shop.base_area_m2:
        facts.append(area_words(shop.base_area_m2))
    if shop.products:
        facts.append(_("在售 %(count)s 件", count=counted(shop.products)))
    return facts


def area_words(square_metres: int) -> str:
    """``基地 86公顷（约1,290亩）``: the legal unit leads."""
    hectares = f"{square_metres / 10_000:,.1f}".removesuffix(".0")
    return _("基地 %(ha)s 公顷（约 %(mu)s 亩）", ha=hectares, mu=f"{square_metres / MU_M2:,.0f}")
