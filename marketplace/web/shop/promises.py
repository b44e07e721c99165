"""What a seller promises on the page, word for word: dispatch, freight, returns, spoilt goods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.catalog.queries import ProductSheet
from marketplace.catalog.rules import return_words
from marketplace.catalog.states import ReturnPolicy
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.kit.money import format_money
from marketplace.kit.quantities import format_weight
from marketplace.regions.models import Division
from marketplace.shipping.rules import Terms, terms_for
from marketplace.web.shop.public import place_name

Promise = tuple[str, str, str]
"""Icon, promise, conditions."""
Lineages = Mapping[str, Sequence[Division]]


@dataclass(frozen=True, slots=True)
class Freight:
    """What sending costs, in words."""

    text: str
    exceptions: Sequence[str]
    """Regions with another price, and regions not served."""


def provinces_in(terms: Sequence[Terms]) -> list[str]:
    """Two-digit codes of the provinces a seller treats differently."""
    return sorted({code for each in terms for code in each.province_codes})


def freight_promises(terms: Sequence[Terms], places: Lineages) -> Freight:
    """The seller's price list for sending. Needs: ``places`` of ``provinces_in(terms)``."""
    if not terms:
        return Freight(_("包邮"), ())
    rest = terms_for(terms, None)
    exceptions: list[str] = []
    for each in terms:
        if each is rest or not each.province_codes:
            continue
        names = _("、").join(
            place_name(places[code][0].name) if places.get(code) else code
            for code in each.province_codes
        )
        if each.is_served:
            exceptions.append(_("%(places)s：%(price)s", places=names, price=_price(each)))
        else:
            exceptions.append(_("不配送：%(places)s", places=names))
    if rest is None or not rest.is_served:
        return Freight(_("只配送以下地区"), exceptions)
    return Freight(_price(rest), exceptions)


def _price(terms: Terms) -> str:
    """``运费 ¥8.00（1kg 内），每加 1kg ¥3.00，满 ¥99.00 包邮``."""
    if not terms.first_minor and not terms.step_minor:
        return _("包邮")
    lang = language()
    said = _(
        "运费 %(price)s（%(weight)s 内）",
        price=format_money(terms.first_minor, lang),
        weight=format_weight(terms.first_grams, lang, with_jin=False),
    )
    if terms.step_minor:
        said += _(
            "，每加 %(weight)s %(price)s",
            weight=format_weight(terms.step_grams, lang, with_jin=False),
            price=format_money(terms.step_minor, lang),
        )
    if terms.free_from_minor is not None:
        said += _("，本店满 %(price)s 包邮", price=format_money(terms.free_from_minor, lang))
    return said


def promises(sheet: ProductSheet, freight: Freight) -> list[Promise]:
    """The four lines under the price. Source: domain rules RET-1, RET-2, RET-3, SHIP-4."""
    title, conditions = return_words(sheet.return_policy)
    found = [
        ("clock", _("付款后 %(n)d 小时内发出", n=sheet.dispatch_hours), ""),
        ("truck", freight.text, _("；").join(freight.exceptions)),
        ("undo", title, conditions),
    ]
    damage = _damage(sheet)
    if damage:
        found.append(("scale", _("坏果包赔"), damage))
    return found


def _damage(sheet: ProductSheet) -> str:
    if language() == "en" and sheet.damage_rule_en:
        return sheet.damage_rule_en
    if sheet.damage_rule_zh:
        return sheet.damage_rule_zh
    if sheet.return_policy is ReturnPolicy.FRESH_EXEMPT:
        return _("签收后 48 小时内拍照申请，按坏果比例退款；坏果超过七成全额退款。")
    return ""
