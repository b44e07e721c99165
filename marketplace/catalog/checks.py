"""What the machine finds about a listing, point by point, for the reviewer who answers for it.

Pure: ``desk`` gathers the evidence. A finding never decides anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from marketplace.catalog.licences import fits_shelf
from marketplace.catalog.states import ProductKind, ReturnPolicy
from marketplace.catalog.wording import lint, unproven
from marketplace.kit.check_digits import check_food_licence
from marketplace.kit.language import gettext as _
from marketplace.kit.money import format_money
from marketplace.kit.quantities import unit_price

CHECKS: Final = ("content", "photos", "licence", "origin", "price", "words")
"""What a reviewer answers for, in the order of the page."""
PASS: Final = "pass"  # noqa: S105 - an answer, not a password
WARN: Final = "warn"
FAIL: Final = "fail"
ALL_PASSED: Final[Mapping[str, str]] = dict.fromkeys(CHECKS, PASS)

FEWEST_SHOPS: Final = 3
"""A median of fewer shops would give a neighbour's price away. Source: domain B.4."""
FAR: Final = 4
"""A unit price this many times above or below its shelf's median deserves a second look."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the machine found. Tone: ``pass``, ``warn``, ``fail``; empty for a plain fact."""

    check: str
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A size as the checks see it. Units: grams, 分."""

    name: str
    net_grams: int
    price_minor: int

    @property
    def per_500g_minor(self) -> int:
        """What 500 g of it cost."""
        return unit_price(self.price_minor, self.net_grams).per_500g_minor


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the checks look at."""

    kind: ProductKind
    category_code: str
    category_name: str
    return_policy: ReturnPolicy
    texts: Mapping[str, str]
    """Every text of the listing by field."""
    licence_no: str
    licence_types: Sequence[str]
    """Types of paper of which one is needed; empty when none is."""
    licence_is_valid: bool
    paper_types: frozenset[str]
    """Types of the claimed papers that are valid today."""
    photo_count: int
    is_demo: bool
    division_code: str
    county_code: str
    origin: str
    packs: Sequence[Pack] = ()
    shelf_median_minor: int | None = None
    """Median price of 500 g on this shelf; None when too few shops sell there."""
    namesakes: int = 0
    """Other listings of the shop under the very same name."""
    substance: str | None = None
    """The entry of the list of 食药物质 that the name contains."""
    substance_limit: str = ""
    field_names: Mapping[str, str] = field(default_factory=dict[str, str])
    """How each field is called on the page."""


def findings(found: Evidence) -> list[Finding]:
    """All findings, in the order of ``CHECKS``."""
    return [
        *_content(found),
        *_photos(found),
        *_licence(found),
        *_origin(found),
        *_price(found),
        *_words(found),
    ]


def _content(found: Evidence) -> list[Finding]:
    said: list[Finding] = []
    if found.namesakes:
        said.append(
            Finding(
                "content", _("本店还有 %(n)d 件同名商品，请看是不是重复。", n=found.namesakes), WARN
            )
        )
    if found.kind is ProductKind.FOOD_MEDICINE:
        said.append(_substance(found))
    return said


def _substance(found: Evidence) -> Finding:
    if found.substance is None:
        is_shown_only = found.return_policy is ReturnPolicy.DISPLAY_ONLY
        return Finding(
            "content",
            _("品名不在食药物质目录里，只作展示。")
            if is_shown_only
            else _("品名不在食药物质目录里，只能展示，不能销售。"),
            PASS if is_shown_only else FAIL,
        )
    if found.substance_limit:
        return Finding(
            "content",
            _(
                "「%(name)s」在食药物质目录里，有限制：%(limit)s",
                name=found.substance,
                limit=found.substance_limit,
            ),
            WARN,
        )
    return Finding("content", _("「%(name)s」在食药物质目录里。", name=found.substance), PASS)


def _photos(found: Evidence) -> list[Finding]:
    if found.photo_count:
        return [Finding("photos", _("有 %(n)d 张照片。", n=found.photo_count), PASS)]
    if found.is_demo:
        return [Finding("photos", _("演示商品，用示意图，没有照片。"), WARN)]
    return [Finding("photos", _("一张照片也没有。"), FAIL)]


def _licence(found: Evidence) -> list[Finding]:
    if not found.licence_types:
        return [Finding("licence", _("这类商品不需要许可证。"), "")]
    types = " / ".join(found.licence_types)
    said = [
        Finding("licence", _("许可证（%(types)s）在有效期内，编号相符。", types=types), PASS)
        if found.licence_is_valid
        else Finding("licence", _("没有编号相符、仍有效的许可证（%(types)s）。", types=types), FAIL)
    ]
    number = check_food_licence(found.licence_no)
    if not number.number.startswith("SC"):
        return said
    if not number.is_well_formed:
        said.append(Finding("licence", _("SC 编号的格式或校验位不对。"), FAIL))
    elif not fits_shelf(found.licence_no, found.category_code):
        said.append(
            Finding(
                "licence",
                _(
                    "SC 类别 %(code)s 与「%(shelf)s」不相符，请核对许可明细。",
                    code=number.category,
                    shelf=found.category_name,
                ),
                WARN,
            )
        )
    else:
        said.append(
            Finding("licence", _("SC 编号正确，类别 %(code)s 相符。", code=number.category), PASS)
        )
    return said


def _origin(found: Evidence) -> list[Finding]:
    if found.division_code.startswith(found.county_code):
        return [Finding("origin", _("产地 %(place)s 在本县。", place=found.origin), PASS)]
    return [
        Finding("origin", _("产地 %(place)s 不在商家所在的县，请核对。", place=found.origin), FAIL)
    ]


def _price(found: Evidence) -> list[Finding]:
    if not found.packs:
        return []
    median = found.shelf_median_minor
    if median is None:
        return [Finding("price", _("同类商品还不多，没有可比的价格。"), "")]
    usual = _("同类商品每 500g 的中位价是 %(price)s。", price=format_money(median))
    odd = [
        pack
        for pack in found.packs
        if pack.per_500g_minor * FAR < median or pack.per_500g_minor > median * FAR
    ]
    if not odd:
        return [Finding("price", usual, PASS)]
    return [
        Finding(
            "price",
            _(
                "%(size)s每 500g %(price)s，和同类商品差得远，请核对价格和净含量。",
                size=pack.name,
                price=format_money(pack.per_500g_minor),
            )
            + usual,
            WARN,
        )
        for pack in odd
    ]


def _words(found: Evidence) -> list[Finding]:
    said = [
        Finding(
            "words",
            _(
                "%(field)s：%(fault)s",
                field=found.field_names.get(each.field, each.field),
                fault=each.sentence,
            ),
            FAIL,
        )
        for each in lint(found.texts)
    ]
    said += [
        Finding("words", _("写了「%(word)s」，但没有选用对应的有效证书。", word=word), WARN)
        for word in unproven(found.texts.values(), found.paper_types)
    ]
    return said or [Finding("words", _("词库里的违规用语都没有出现。"), PASS)]
