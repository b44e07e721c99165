"""Working days in China, where holidays move weekends: 休 rests, 调休上班 works.

The calendar is data (the State Council publishes each year's in the autumn before); a day it does
not mention is judged by its weekday.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, Literal

DayKind = Literal["休", "调休上班"]
WorkCalendar = Mapping[date, DayKind]

REST: Final = "休"

_ONE_DAY: Final = timedelta(days=1)


def is_working_day(day: date, calendar: WorkCalendar) -> bool:
    """Whether offices are open on ``day``."""
    kind = calendar.get(day)
    return day.weekday() < 5 if kind is None else kind != REST


def add_working_days(start: date, count: int, calendar: WorkCalendar) -> date:
    """The ``count``-th working day after ``start``; the day something starts does not count.

    Of none it is ``start`` itself. Raises ValueError when ``count`` is negative.
    Source: Civil Code art. 201.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    day = start
    while count:
        day += _ONE_DAY
        count -= is_working_day(day, calendar)
    return day


def working_days_left(today: date, deadline: date, calendar: WorkCalendar) -> int:
    """Working days after ``today`` up to and including ``deadline``; negative once it has passed.

    Zero on the day itself, and while only days of rest lie between the two.
    """
    earlier, later = sorted((today, deadline))
    between = ((earlier + timedelta(days=n)) for n in range(1, (later - earlier).days + 1))
    count = sum(is_working_day(day, calendar) for day in between)
    return count if today <= deadline else -count
