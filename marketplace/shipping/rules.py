"""What freight costs, decided without a database."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.kit.language import gettext as _
from marketplace.shipping.errors import NotServed


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The price for some provinces; without provinces, for all the rest.

    Units: grams of gross weight; money in 分.
    """

    province_codes: tuple[str, ...] = ()
    is_served: bool = True
    first_grams: int = 1000
    first_minor: int = 0
    step_grams: int = 1000
    step_minor: int = 0
    free_from_minor: int | None = None
    """Goods of one vendor worth this much travel free; None: never free."""


def terms_for(rules: Sequence[Terms], province: str | None) -> Terms | None:
    """The rule that names ``province``, else the one for all the rest, else None.

    ``province`` is the two-digit code; None asks for the rest of the country.
    """
    for terms in rules:
        if province is not None and province in terms.province_codes:
            return terms
    return next((terms for terms in rules if not terms.province_codes), None)


def freight(rules: Sequence[Terms], province: str, grams: int, goods_minor: int) -> int:
    """What it costs to send ``grams`` worth ``goods_minor`` to ``province``.

    A vendor who has set no rules at all sends free of charge. A begun step counts whole.

    Units: grams of gross weight in, 分 in and out.
    Raises: NotServed.
    """
    if not rules:
        return 0
    terms = terms_for(rules, province)
    if terms is None or not terms.is_served:
        raise NotServed(_("商家不配送这个地区，请换一个地址，或移出这家店的商品。"))
    if terms.free_from_minor is not None and goods_minor >= terms.free_from_minor:
        return 0
    steps = -(-max(grams - terms.first_grams, 0) // terms.step_grams)
    return terms.first_minor + steps * terms.step_minor


def short_of_free(rules: Sequence[Terms], province: str | None, goods_minor: int) -> int | None:
    """How much more to buy until freight is free; None where it never is, or already is.

    Units: 分.
    """
    terms = terms_for(rules, province)
    if terms is None or not terms.is_served or terms.free_from_minor is None:
        return None
    return terms.free_from_minor - goods_minor if goods_minor < terms.free_from_minor else None
