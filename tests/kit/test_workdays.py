from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit.workdays import (
    WorkCalendar,
    add_working_days,
    is_working_day,
    working_days_left,
)

NATIONAL_DAY_2025: WorkCalendar = {
    date(2025, 9, 28): "调休上班",
    **{date(2025, 10, day): "休" for day in range(1, 9)},
    date(2025, 10, 11): "调休上班",
}

days = st.dates(date(2025, 9, 1), date(2025, 11, 30))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 9, 26), True),  # a Friday
        (date(2025, 9, 27), False),  # a Saturday
        (date(2025, 9, 28), True),  # a Sunday that works for the holiday
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),  # a Wednesday that rests
        (date(2025, 10, 9), True),
        (date(2025, 10, 11), True),
        (date(2025, 10, 12), False),
    ],
)
def test_holidays_and_moved_weekends_are_known(day: date, works: bool) -> None:
    assert is_working_day(day, NATIONAL_DAY_2025) is works


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2025, 9, 26), 0, date(2025, 9, 26)),
        (date(2025, 9, 26), 1, date(2025, 9, 28)),
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2025, 9, 30), 3, date(2025, 10, 11)),
        (date(2025, 10, 1), 4, date(2025, 10, 13)),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count, NATIONAL_DAY_2025) == end


def test_without_a_calendar_weekdays_decide() -> None:
    assert add_working_days(date(2027, 10, 1), 1, {}) == date(2027, 10, 4)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2025, 10, 1), -1, {})


@pytest.mark.parametrize(
    ("today", "deadline", "left"),
    [
        (date(2025, 9, 30), date(2025, 9, 30), 0),
        (date(2025, 9, 30), date(2025, 10, 8), 0),
        (date(2025, 9, 30), date(2025, 10, 11), 3),
        (date(2025, 10, 11), date(2025, 9, 30), -3),
    ],
)
def test_days_left_run_out_and_then_turn_negative(today: date, deadline: date, left: int) -> None:
    assert working_days_left(today, deadline, NATIONAL_DAY_2025) == left


@given(days, st.integers(0, 40))
def test_a_deadline_is_as_far_off_as_it_was_set(start: date, count: int) -> None:
    deadline = add_working_days(start, count, NATIONAL_DAY_2025)

    assert working_days_left(start, deadline, NATIONAL_DAY_2025) == count
    assert count == 0 or is_working_day(deadline, NATIONAL_DAY_2025)
    assert deadline - start >= timedelta(days=count)
