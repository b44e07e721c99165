"""The texts that vendors and buyers accept, in the version every new installation starts with."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.clock import china_midnight
from marketplace.vendors.service import publish_agreements

VERSION: Final = "2026-11-20"
TEXTS: Final = Path(__file__).with_name("texts")
TITLES: Final = {
    "platform_service": ("平台服务协议", "Platform service agreement"),
    "food_safety": ("食品安全责任书", "Food safety responsibilities"),
    "trading_rules": ("交易规则", "Trading rules"),
    "fee_rules": ("收费规则", "Fee rules"),
    "return_rules": ("退货与售后规则", "Return and after-sales rules"),
    "user_agreement": ("用户协议", "User agreement"),
    "privacy": ("隐私政策", "Privacy policy"),
}


def agreement_rows() -> Iterator[dict[str, Any]]:
    """One row a text. Shape: the columns of ``Agreement``."""
    effective_at = china_midnight(date.fromisoformat(VERSION))
    for code, (title_zh, title_en) in TITLES.items():
        yield {
            "code": code,
            "version": VERSION,
            "title_zh": title_zh,
            "title_en": title_en,
            "body_zh": (TEXTS / f"{code}.zh.md").read_text(encoding="utf-8"),
            "body_en": (TEXTS / f"{code}.en.md").read_text(encoding="utf-8"),
            "effective_at": effective_at,
        }


async def load_agreements(session: AsyncSession) -> int:
    """Publish what is not published yet."""
    return await publish_agreements(session, agreement_rows())
