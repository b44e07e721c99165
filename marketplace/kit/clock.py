"""Time: stored as aware UTC, read by people in China Standard Time."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

CHINA: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has had one zone and no summer time since 1991, so a fixed offset is exact."""


def utcnow() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def china_day(moment: datetime) -> date:
    """The calendar day in China at ``moment``."""
    return moment.astimezone(CHINA).date()


def china_midnight(day: date) -> datetime:
    """The first moment of ``day`` in China, as aware UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA).astimezone(UTC)
