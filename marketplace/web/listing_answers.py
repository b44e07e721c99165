"""A listing's answers in words, for those who check them: the vendor and the reviewer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from marketplace.catalog.desk import Paper, Sheet, Size
from marketplace.catalog.licences import GATED
from marketplace.catalog.requirements import LABELLED, STANDARDISED
from marketplace.catalog.rules import season_words
from marketplace.catalog.states import ProductKind, ReturnPolicy
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.kit.moments import show_day
from marketplace.kit.money import format_money
from marketplace.kit.quantities import format_unit_price, format_weight
from marketplace.regions.queries import spoken
from marketplace.web.listing_words import (
    STEP_OF,
    STEPS,
    field_words,
    hours_words,
    kind_words,
    policy_words,
    step_words,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing a listing says; several lines where it says several."""

    field: str
    term: str
    value: str | Sequence[str]
    earlier: str = ""
    """What it said when it was last judged, if that was something else."""


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of one step of the form."""

    step: str
    title: str
    answers: Sequence[Answer]


_FOR_ENGLISH: Final = frozenset(field for field in STEP_OF if field.endswith("_en"))


def answers(found: Sheet, *, earlier: Mapping[str, Any] | None = None) -> list[Part]:
    """Everything a listing says, part by part; what was not asked of its kind is left out."""
    before = earlier or {}
    values = _values(found)
    parts: list[Part] = []
    for step in STEPS[:-1]:
        said = [
            Answer(
                field=field,
                term=field_words(field),
                value=values[field],
                earlier=_plain(before[field]) if field in before else "",
            )
            for field, where in STEP_OF.items()
            if where == step and field in values and not _is_idle(field, values[field])
        ]
        parts.append(Part(step, step_words(step), said))
    return parts


def size_line(size: Size) -> str:
    """``1kg 袋装：净含量 1kg（约2斤），毛重 1.1kg，¥39.80（¥19.90/500g），库存 20``."""
    lang = language()
    name = (lang == "en" and size.name_en) or size.name_zh
    said = _(
        "%(name)s：净含量 %(net)s，毛重 %(gross)s，%(price)s（%(unit_price)s），库存 %(stock)d",
        name=name,
        net=format_weight(size.net_grams, lang),
        gross=format_weight(size.gross_grams, lang, with_jin=False),
        price=format_money(size.price_minor, lang),
        unit_price=format_unit_price(size.price_minor, size.net_grams, lang),
        stock=size.on_hand,
    )
    grade = f"{size.grade} {size.grade_standard}".strip()
    return f"{said}，{grade}" if grade and lang != "en" else ", ".join(filter(None, (said, grade)))


def paper_line(paper: Paper) -> str:
    """A certificate by its type and number, and why it does not count where it does not."""
    it = paper.certificate
    kind = paper.kind.name_en if language() == "en" else paper.kind.name_zh
    said = f"{kind} {it.number}"
    if not it.covers(china_day(utcnow())):
        return _("%(paper)s（现在不算数）", paper=said)
    if it.valid_until is not None:
        return _("%(paper)s（有效期到 %(day)s）", paper=said, day=show_day(it.valid_until))
    return said


def _values(found: Sheet) -> dict[str, str | Sequence[str]]:
    product, english = found.product, language() == "en"
    category = found.category.name_en if english else found.category.name_zh
    values: dict[str, str | Sequence[str]] = {
        "kind": kind_words(product.kind)[0],
        "category_code": category,
        "division_code": spoken(found.place[2:]),
        "season_months": season_words(product.season_months),
        "variants": [size_line(size) for size in found.sizes],
        "dispatch_hours": hours_words(product.dispatch_hours),
        "return_policy": policy_words(product.return_policy)[0],
        "certificates": [paper_line(paper) for paper in found.claimed],
        "photos": _("%(n)d 张", n=len(found.photos)) if found.photos else "",
    }
    for field in STEP_OF:
        if field not in values:
            values[field] = getattr(product, field)
    asked = {
        "licence_no": product.kind in GATED,
        "ingredients": product.kind in LABELLED,
        "standard_code": product.kind in STANDARDISED,
        "eating_zh": product.kind is not ProductKind.NON_FOOD,
        "damage_rule_zh": product.return_policy is ReturnPolicy.FRESH_EXEMPT,
    }
    for field, is_asked in asked.items():
        if not is_asked and not values[field]:
            del values[field]
    return values


def _is_idle(field: str, value: str | Sequence[str]) -> bool:
    """English that nobody wrote is not missed: the page then shows the Chinese."""
    return field in _FOR_ENGLISH and not value


def _plain(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
