"""One example of every message, by the name of its folder: what the template tests write them with.

Whoever adds ``templates/messages/<name>/`` adds its values here.
"""

from datetime import UTC, datetime
from typing import Any, Final

EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "one_time_code": {"code": "123456", "minutes": 10},
    "product_decision": {
        "decision": "correct",
        "product_name": "成县核桃",
        "product_name_en": "Chengxian walnut",
        "reason": "照片里看不到包装上的标签。",
        "corrections": ["请补拍标签照片", "请写明品种"],
    },
    "password_changed": {"moment": datetime(2026, 11, 20, 6, 30, tzinfo=UTC)},
    "order_paid": {
        "number": "P261120-7KQ3MXVA",
        "amount_minor": 14_960,
        "dispatch_before": datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
    },
    "order_new": {
        "number": "P261120-7KQ3MXVA-1",
        "lines": "成县核桃 1kg 袋装 ×2",
        "dispatch_before": datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
    },
    "order_shipped": {
        "number": "P261120-7KQ3MXVA-1",
        "carrier": "顺丰速运",
        "waybill": "SF1234567890123",
    },
    "order_cancelled": {"number": "P261120-7KQ3MXVA-1", "reason": "地址或电话填错了"},
}
