"""How days and moments are said to people: in China time, in the reader's language."""

from datetime import date, datetime

from marketplace.kit.clock import CHINA, utcnow
from marketplace.kit.language import language


def show_day(value: date | datetime) -> str:
    """2026年11月20日 or 20 Nov 2026."""
    if isinstance(value, datetime):
        value = value.astimezone(CHINA).date()
    if language() == "en":
        return f"{value.day} {value:%b %Y}"
    return f"{value.year}年{value.month}月{value.day}日"


def show_moment(value: datetime) -> str:
    """11-20 14:30 this year, with the year otherwise; China time."""
    local = value.astimezone(CHINA)
    same_year = local.year == utcnow().astimezone(CHINA).year
    if language() == "en":
        return f"{local.day} {local:%b}{'' if same_year else f' {local.year}'}, {local:%H:%M}"
    return f"{'' if same_year else f'{local.year}-'}{local:%m-%d %H:%M}"
