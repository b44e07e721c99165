from datetime import date
from typing import Any

import pytest

from marketplace.kit.check_digits import make_uscc, uscc_with_check_digits
from marketplace.kit.errors import Invalid, InvalidFields
from marketplace.vendors.rules import (
    Doubles,
    check_facts,
    findings,
    read_account_no,
    uscc_findings,
)
from marketplace.vendors.states import VendorKind
from tests.support.onboarding import facts_of

TODAY = date(2026, 11, 20)
COOP, COMPANY = VendorKind.COOPERATIVE, VendorKind.COMPANY


def refused(kind: VendorKind = COOP, **facts: Any) -> dict[str, str]:
    with pytest.raises(InvalidFields) as refusal:
        check_facts(kind, "621221", facts, today=TODAY)
    return refusal.value.fields


@pytest.mark.parametrize("kind", [COOP, COMPANY])
def test_sound_facts_are_kept_as_they_are(kind: VendorKind) -> None:
    given = facts_of(kind)

    values = check_facts(kind, "621221", given, today=TODAY)

    assert set(values) == set(given)
    assert values["founded_on"] == date(2019, 4, 1)


def test_a_code_is_read_as_people_type_it() -> None:
    values = check_facts(
        COOP, "621221", {"uscc": f" {make_uscc()[:8].lower()} {make_uscc()[8:]} "}, today=TODAY
    )

    assert values["uscc"] == make_uscc()


@pytest.mark.parametrize(
    ("kind", "uscc", "words"),
    [
        (COOP, "9399999", "18 位"),
        (COOP, make_uscc()[:17] + ("0" if make_uscc()[17] != "0" else "1"), "最后一位"),
        (COOP, make_uscc(kind="91"), "93 开头"),
        (COMPANY, make_uscc(kind="93"), "91 开头"),
        (COMPANY, make_uscc(kind="92"), "91 开头"),
    ],
)
def test_a_code_that_cannot_be_right_is_an_error(kind: VendorKind, uscc: str, words: str) -> None:
    assert words in refused(kind, uscc=uscc)["uscc"]


def test_the_inner_code_and_the_region_only_warn() -> None:
    sound = make_uscc(region="621221")
    body = sound[:16] + ("0" if sound[16] != "0" else "1")
    inner_wrong = uscc_with_check_digits(body)

    assert [each.tone for each in uscc_findings(COOP, sound, "621221")] == ["pass"]
    assert [each.tone for each in uscc_findings(COOP, inner_wrong, "621221")] == ["pass", "warn"]
    assert [each.tone for each in uscc_findings(COOP, sound, "410102")] == ["pass", "warn"]
    assert "同属一个市" in uscc_findings(COOP, sound, "621202")[1].text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "社"), ("name", "长" * 101), ("legal_representative", "李"),
        ("registered_address", "成县"), ("member_contribution_minor", 0),
        ("member_contribution_minor", "many"), ("founded_on", "2026-11-21"),
        ("founded_on", "21.11.2020"), ("shop_name_zh", "成县商务局直营店"),
        ("shop_name_zh", "官方特产馆"), ("shop_name_zh", "国家级核桃社"),
        ("division_code", "110101001"), ("division_code", "621221"),
        ("division_code", "62122110'--"), ("service_phone", "12"), ("service_phone", "打我电话"),
        ("story_zh", "长" * 2001), ("member_count", "-3"), ("base_area_m2", "1.5"),
        ("registered_capital_minor", 1), ("state", "trading"), ("approved_at", "2026-11-20"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_beside_its_field(field: str, value: Any) -> None:
    assert set(refused(**{field: value})) == {field}


def test_every_fault_is_told_at_once() -> None:
    assert set(refused(name="", uscc="1", founded_on="x")) == {"name", "uscc", "founded_on"}


def test_an_optional_fact_may_be_emptied() -> None:
    values = check_facts(COOP, "621221", {"member_count": "", "story_zh": ""}, today=TODAY)

    assert values == {"member_count": None, "story_zh": ""}


@pytest.mark.parametrize("typed", ["6222 0212 3456 7890 123", "12345678", "６２２２０２１２３４"])
def test_an_account_number_is_digits(typed: str) -> None:
    assert read_account_no(typed).isdigit()


@pytest.mark.parametrize("typed", ["1234567", "DE8937040044", "1" * 31, ""])
def test_anything_else_is_no_account(typed: str) -> None:
    with pytest.raises(Invalid):
        read_account_no(typed)


def test_the_machine_tells_what_it_found() -> None:
    facts = {**facts_of(COOP, name="成县示例商行"), "account": {"holder": "李示例"}}

    found = findings(COOP, "621221", facts, Doubles(phone=1, account=2, representative=3))

    tones = {(each.check, each.tone) for each in found}
    assert {
        ("licence", "warn"), ("account", "fail"), ("account", "warn"), ("contact", "warn"),
        ("representative", "warn"),
    } <= tones  # fmt: skip
