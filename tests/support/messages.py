"""One example of every message, by the name of its folder: what the template tests write them with.

Whoever adds ``templates/messages/<name>/`` adds its values here.
"""

from datetime import UTC, date, datetime
from typing import Any, Final

SHOP: Final = "示例核桃社"
PAPER: Final[dict[str, Any]] = {
    "paper_zh": "食品生产许可证",
    "paper_en": "Food production licence",
    "number": "SC10662122100001",
}

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
    "refund_sent": {
        "number": "P261120-7KQ3MXVA",
        "amount_minor": 14_960,
        "method": "alipay",
    },
    "payment_late_refunded": {
        "number": "P261120-7KQ3MXVA",
        "amount_minor": 14_960,
        "is_second": False,
        "method": "alipay",
    },
    "money_alarm": {"what": "stray", "subject": "ch_123"},
    "vendor_submitted": {"shop": SHOP, "due_on": date(2026, 11, 27)},
    "vendor_correction": {"shop": SHOP, "items": ["请重拍营业执照", "请补填成员数"], "count": 2},
    "vendor_rejected": {
        "shop": SHOP,
        "reason": "营业执照已注销",
        "clause": "《网络交易监督管理办法》第十二条",
    },
    "vendor_approved": {"shop": SHOP, "reverify_on": date(2027, 5, 20)},
    "vendor_suspended": {"shop": SHOP, "reason": "证照过期"},
    "vendor_reinstated": {"shop": SHOP},
    "vendor_clerk_invited": {"shop": SHOP},
    "certificate_valid": PAPER,
    "certificate_rejected": {**PAPER, "reason": "照片看不清编号"},
    "certificate_revoked": {**PAPER, "reason": "证书与持有人不符"},
    "certificate_expired": {**PAPER, "valid_until": date(2026, 11, 20)},
    "certificate_expiring": {**PAPER, "valid_until": date(2026, 12, 20), "days": 30},
}
