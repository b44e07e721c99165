"""What each kind of product has to say before it may be sold; pure, for forms and checks alike.

Source: Food Safety Law arts. 35, 67; domain rules FOOD-1, FOOD-3, FOOD-8, ORD-3, GRADE-1.
"""

from collections.abc import Mapping
from typing import Final

from marketplace.catalog.models import Product
from marketplace.catalog.states import ProductKind, ReturnPolicy
from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _

K, R = ProductKind, ReturnPolicy

_FOOD: Final = (K.FARM_PRODUCE, K.PACKAGED_FOOD, K.WORKSHOP_FOOD, K.FOOD_MEDICINE)
_PROCESSED: Final = (K.PACKAGED_FOOD, K.WORKSHOP_FOOD)
_KINDS: Final[Mapping[str, tuple[ProductKind, ...]]] = {
    "LIQUOR": (K.ALCOHOL,),
    "CRAFT": (K.NON_FOOD,),
    "TRAVEL": (K.NON_FOOD,),
    "FLOWER": (K.NON_FOOD, K.FARM_PRODUCE),
    "GIFT": (*_FOOD, K.NON_FOOD),
    "HERB": (K.FOOD_MEDICINE, K.FARM_PRODUCE, K.PACKAGED_FOOD),
    **dict.fromkeys(("OIL", "MEATP", "SAUCE", "SNACK", "STARCH", "SOY", "BEV"), _PROCESSED),
}
"""Shelves on which not every kind of food stands; nobody gets round a licence by another kind."""

_ALWAYS_FRESH: Final = frozenset({"FRUIT", "VEG", "MEAT", "EGG", "AQUA", "FLOWER"})
FRESH: Final = _ALWAYS_FRESH | {"FUNGI", "NUT", "SOY", "DAIRY"}
"""Shelves with goods that are, or may be, fresh and perishable. Source: Measures on Seven-day
Returns art. 6; ``return_default`` of ``seeds/data/china/categories.csv``."""
SHOW_ONLY: Final = "HERB"
"""The one shelf with things that are shown and not sold. Source: domain rule FOOD-8."""

LABELLED: Final = frozenset({K.PACKAGED_FOOD, K.WORKSHOP_FOOD, K.ALCOHOL})
"""Kinds whose label says what is in them."""
STANDARDISED: Final = frozenset({K.PACKAGED_FOOD, K.ALCOHOL})
"""Kinds whose label names the product's standard."""


def kinds_on(category_code: str) -> tuple[ProductKind, ...]:
    """The kinds of product that may stand on a shelf."""
    return _KINDS.get(category_code, _FOOD)


def policies_for(kind: ProductKind, category_code: str) -> tuple[ReturnPolicy, ...]:
    """The return policies a vendor may choose; the first is the usual one."""
    if kind is K.NON_FOOD and category_code not in FRESH:
        return (R.RETURN_7D, R.SEALED_7D)
    if kind is not K.ALCOHOL and category_code in FRESH:
        is_usual = category_code in _ALWAYS_FRESH and kind in {K.FARM_PRODUCE, K.NON_FOOD}
        first, second = (R.FRESH_EXEMPT, R.SEALED_7D) if is_usual else (R.SEALED_7D, R.FRESH_EXEMPT)
        return (first, second, R.RETURN_7D)
    if category_code == SHOW_ONLY:
        return (R.SEALED_7D, R.RETURN_7D, R.DISPLAY_ONLY)
    return (R.SEALED_7D, R.RETURN_7D)


def require_consistent(kind: ProductKind, category_code: str, policy: ReturnPolicy) -> None:
    """Raises: Invalid, when kind, shelf and return policy cannot go together."""
    if kind not in kinds_on(category_code):
        raise Invalid(
            _("这一类别里不能放这种商品。请重新选择类别，或回到「这是什么」换一种。"),
            field="category_code",
        )
    if policy not in policies_for(kind, category_code):
        raise Invalid(
            _("这类商品不能用这条退货规则：「不支持七日无理由」只限鲜活易腐的商品。"),
            field="return_policy",
        )


def missing_texts(product: Product) -> dict[str, str]:
    """What is still to be written before a listing can be handed in; field → what to do."""
    kind = product.kind
    wanted: tuple[tuple[str, bool, str], ...] = (
        ("name_zh", True, _("请填写品名，写真实的属性名称，例如「核桃」。")),
        ("ingredients", kind in LABELLED, _("请按标签填写配料。")),
        ("standard_code", kind in STANDARDISED, _("请按标签填写产品标准代号。")),
        ("description_zh", True, _("请写几句商品介绍：哪里产的、什么味道、怎么包装。")),
        ("storage_zh", True, _("请填写贮存条件，例如「阴凉干燥处密封」。")),
        (
            "shelf_life_zh",
            kind is not K.NON_FOOD,
            _("请填写保质期，例如「8 个月」。"),
        ),
        (
            "damage_rule_zh",
            product.return_policy is R.FRESH_EXEMPT,
            _("鲜活商品不退货，就要写明坏果怎么赔，例如「签收 24 小时内拍照，按坏果比例退款」。"),
        ),
    )
    return {
        field: sentence
        for field, is_due, sentence in wanted
        if is_due and not getattr(product, field)
    }
