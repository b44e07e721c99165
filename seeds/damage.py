"""How the demo's vendors answer for what arrives spoilt.

Source: domain rule RET-3, after the published practice of a large platform.
"""

from typing import Final

from seeds.specs import DamageRule

_BANDS_ZH: Final = (
    "坏果比例10%以内按10%、10–30%按30%、30–50%按50%、50–70%按70%退款，超过70%全额退款；"
    "缺重按差额退款。"
)
_BANDS_EN: Final = (
    "Refund by share spoilt: up to 10 %, 30 %, 50 % or 70 % of the price, all of it above 70 %; "
    "short weight is refunded in proportion."
)

_FRESH_ZH: Final = "签收后48小时内拍照申请（整箱连面单、坏果摆齐、上秤）。"
_FRESH_EN: Final = "Send photos within 48 hours of signing (box with label, spoilt pieces, scale). "
_RIPENING_ZH: Final = "需放软后食用，签收后7天内拍照申请（整箱连面单、坏果摆齐、上秤）。"
_RIPENING_EN: Final = "It must soften first: send photos within 7 days of signing. "
_LIVE_ZH: Final = (
    "签收后12小时内拍照申请（整箱连面单、死亡个体摆齐），死亡按只按价赔付，缺重按差额退款。"
)
_LIVE_EN: Final = (
    "Send photos within 12 hours of signing; each dead animal is refunded at its price, short "
    "weight in proportion."
)
_FROZEN_ZH: Final = "签收时已解冻或破包，48小时内拍照申请全额退款；缺重按差额退款。"
_FROZEN_EN: Final = (
    "Thawed or torn on arrival: send photos within 48 hours for a full refund; short weight is "
    "refunded in proportion."
)
_EGGS_ZH: Final = "签收后48小时内拍照申请（整箱连面单、破损摆齐），破损按枚按价赔付。"
_EGGS_EN: Final = (
    "Send photos within 48 hours of signing; every broken egg is refunded at its price."
)
_DELICATE_ZH: Final = "签收后24小时内拍照申请（整箱连面单、问题商品摆齐），破损、变质按件按价赔付。"
_DELICATE_EN: Final = (
    "Send photos within 24 hours of signing; every damaged or spoilt piece is refunded."
)

FRESH: Final = DamageRule("fresh", 48, (_FRESH_ZH + _BANDS_ZH, _FRESH_EN + _BANDS_EN))
RIPENING: Final = DamageRule("ripening", 168, (_RIPENING_ZH + _BANDS_ZH, _RIPENING_EN + _BANDS_EN))
LIVE: Final = DamageRule("live", 12, (_LIVE_ZH, _LIVE_EN))
FROZEN: Final = DamageRule("frozen", 48, (_FROZEN_ZH, _FROZEN_EN))
EGGS: Final = DamageRule("eggs", 48, (_EGGS_ZH, _EGGS_EN))
DELICATE: Final = DamageRule("delicate", 24, (_DELICATE_ZH, _DELICATE_EN))
"""Tofu, flowers: neither fruit nor animal."""
