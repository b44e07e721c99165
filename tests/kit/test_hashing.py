import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit.hashing import GENESIS, canonical_json, chained, fingerprint, sha256_hex

records = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


class State(StrEnum):
    PAID = "paid"


def test_the_digest_is_sha_256_of_the_utf_8_bytes() -> None:
    assert sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_hex("核桃") == sha256_hex("核桃".encode())


def test_a_record_is_written_in_one_way_only() -> None:
    record = {
        "b": [1, True, None, (2, 3)],
        "a": '核桃 "好"',
        "id": UUID(int=7),
        "state": State.PAID,
        "rate": Decimal("0.10"),
        "day": date(2026, 11, 20),
        "at": datetime(2026, 11, 20, 8, tzinfo=timezone(timedelta(hours=8))),
    }

    assert canonical_json(record) == (
        '{"a":"核桃 \\"好\\"","at":"2026-11-20T00:00:00.000000+00:00","b":[1,true,null,[2,3]],'
        '"day":"2026-11-20","id":"00000000-0000-0000-0000-000000000007","rate":"0.10",'
        '"state":"paid"}'
    )


def test_the_same_moment_in_another_zone_has_the_same_fingerprint() -> None:
    moment = datetime(2026, 11, 20, 8, tzinfo=timezone(timedelta(hours=8)))

    assert fingerprint(moment) == fingerprint(moment.astimezone(UTC))


@pytest.mark.parametrize(
    "unfit",
    [
        1.5,
        {"price": 9.9},
        datetime.fromisoformat("2026-11-20"),
        {1: "a"},
        {("a",): 1},
        b"raw",
        {"a"},
        object(),
    ],
)
def test_what_would_not_come_back_the_same_is_refused(unfit: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(unfit)


@given(records)
def test_a_record_read_back_has_the_same_fingerprint(record: object) -> None:
    try:
        written = canonical_json(record).encode()
    except UnicodeEncodeError:
        return
    assert fingerprint(json.loads(written)) == fingerprint(record)


@given(st.dictionaries(st.text(alphabet="abc核"), st.integers(), max_size=4))
def test_the_order_of_keys_does_not_matter(record: dict[str, int]) -> None:
    assert {fingerprint(dict(order)) for order in permutations(record.items())} == {
        fingerprint(record)
    }


def test_changing_any_record_changes_every_later_link() -> None:
    told = [{"n": n} for n in range(5)]
    retold = [{"n": 20 if n == 2 else n} for n in range(5)]

    before = list(accumulate(told, chained, initial=GENESIS))
    after = list(accumulate(retold, chained, initial=GENESIS))

    assert before[:3] == after[:3]
    assert not set(before[3:]) & set(after[3:])
