"""What the demo's vendors charge for sending: by region and weight, with honest gaps."""

from typing import Final

from seeds.specs import FreightKey, FreightRuleSpec, FreightTemplateSpec

NOT_SERVED: Final = ("71", "81", "82")
"""Taiwan, Hong Kong and Macao: the demo's carriers clear no customs."""

REMOTE: Final = ("65", "54", "63", "15")
"""Xinjiang, Xizang, Qinghai, Inner Mongolia."""

TOO_FAR_FROZEN: Final = ("65", "54", "63", "46")
"""Where frozen goods would not arrive frozen."""

NAMES: Final[dict[FreightKey, str]] = {
    "standard": "普通快递",
    "fresh": "生鲜快递(冰袋保鲜)",
    "frozen": "冷链(全程冷冻)",
}

# First kilogram and each further kilogram in 分, then from how much goods travel free.
_PRICES: Final[dict[FreightKey, tuple[int, int, int, int]]] = {
    "standard": (600, 150, 800, 6_900),
    "fresh": (800, 250, 1_200, 9_900),
    "frozen": (1_800, 400, 2_600, 19_900),
}


def template(key: FreightKey, home_province: str) -> FreightTemplateSpec:
    """Price list of a vendor in ``home_province``: near, everywhere else, remote, not at all."""
    near, step, far, free_from = _PRICES[key]
    unserved = NOT_SERVED if key != "frozen" else (*TOO_FAR_FROZEN, *NOT_SERVED)
    unserved = tuple(code for code in unserved if code != home_province)
    remote = tuple(code for code in REMOTE if code != home_province and code not in unserved)
    return FreightTemplateSpec(
        key,
        NAMES[key],
        tuple(
            rule
            for rule in (
                _rule((home_province,), near, step, free_from),
                _rule(remote, far + 1_400, step + 700, None) if remote else None,
                _rule(unserved, 0, 0, None, is_served=False),
                _rule((), far, step + 50, free_from),
            )
            if rule
        ),
    )


def _rule(
    provinces: tuple[str, ...],
    first: int,
    step: int,
    free_from: int | None,
    *,
    is_served: bool = True,
) -> FreightRuleSpec:
    return FreightRuleSpec(provinces, is_served, 1_000, first, 1_000, step, free_from)
