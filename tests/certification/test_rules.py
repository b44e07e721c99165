from datetime import date, timedelta

import pytest

from marketplace.certification.models import Certificate, CertificateType
from marketplace.certification.rules import (
    LADDER,
    automatic_checks,
    check_number,
    number_fault,
    step_due,
)
from marketplace.kit.check_digits import make_food_licence, make_uscc

TODAY = date(2026, 11, 20)
GREEN = r"^LB-\d{2}-\d{10,11}A{1,2}$"
ORGANIC = r"^\d{3,4}OP\d{7}(-\d+)?$"
SC = make_food_licence(category="118")


@pytest.mark.parametrize(
    ("code", "pattern", "typed", "stored", "syntax", "checksum"),
    [
        ("SC", "", f"{SC[:6]} {SC[6:]}".lower(), SC, True, True),
        ("SC", "", SC[:15] + str((int(SC[15]) + 1) % 10), None, True, False),
        ("SC", "", "SC19900000000000", None, False, False),
        ("SC", "", "JY16212210000001", None, False, None),
        ("BIZ_LIC", "", make_uscc(), make_uscc(), True, True),
        ("GREEN", GREEN, "lb－40－2103271234a", "LB-40-2103271234A", True, None),
        ("GREEN", GREEN, "LB-40-21A", "LB-40-21A", False, None),
        ("ORGANIC", ORGANIC, "0123OP2500001-1", "0123OP2500001-1", True, None),
        ("JY", r"^JY\d{14}$", "JY 1621 2210 0000 01", "JY16212210000001", True, None),
        ("GI", "", "国知局公告第 123 号", "国知局公告第123号", True, None),
        ("GI", "", "", "", False, None),
    ],
)
def test_a_number_says_what_its_form_says(
    code: str, pattern: str, typed: str, stored: str | None, syntax: bool, checksum: bool | None
) -> None:
    found = check_number(code, pattern, typed)

    assert (found.syntax_ok, found.checksum_ok) == (syntax, checksum)
    assert stored is None or found.number == stored
    assert bool(number_fault(found)) == (not syntax or checksum is False)


def test_an_endless_number_is_a_fault_and_no_work() -> None:
    assert number_fault(check_number("GI", "", "9" * 100_000))


def paper(**given: object) -> Certificate:
    return Certificate(
        **{
            "type_code": "SC", "number": SC, "holder": "成县示例社", "file_id": None,
            "valid_from": date(2025, 1, 1), "valid_until": TODAY + timedelta(days=400), **given,
        }
    )  # fmt: skip


def tones(certificate: Certificate, **given: object) -> set[tuple[str, str]]:
    asked: dict[str, object] = {
        "vendor_name": "成县示例社", "vendor_uscc": "", "county": "999999", "others": 0,
        "category_name": "炒货食品及坚果制品", "today": TODAY, **given,
    }  # fmt: skip
    kind = CertificateType(code=certificate.type_code, number_pattern="")
    found = automatic_checks(certificate, kind, **asked)  # type: ignore[arg-type]
    return {(each.check, each.tone) for each in found}


def test_a_sound_paper_passes_every_machine_check() -> None:
    found = tones(paper(file_id="f"))

    assert {tone for _check, tone in found} == {"pass"}
    assert {check for check, _tone in found} == {"number", "holder", "validity", "scope", "file"}


@pytest.mark.parametrize(
    ("certificate", "given", "expected"),
    [
        (paper(), {}, ("file", "fail")),
        (paper(holder="别的社"), {}, ("holder", "warn")),
        (paper(), {"county": "621221"}, ("scope", "warn")),
        (paper(), {"category_name": ""}, ("scope", "warn")),
        (paper(), {"others": 1}, ("number", "warn")),
        (paper(valid_until=TODAY - timedelta(days=1)), {}, ("validity", "fail")),
        (paper(valid_until=TODAY + timedelta(days=30)), {}, ("validity", "warn")),
        (paper(valid_until=None), {}, ("validity", "warn")),
        (paper(valid_from=TODAY + timedelta(days=1)), {}, ("validity", "warn")),
        (paper(type_code="BIZ_LIC", number=make_uscc()), {}, ("holder", "fail")),
    ],
)
def test_what_does_not_fit_is_pointed_out(
    certificate: Certificate, given: dict[str, object], expected: tuple[str, str]
) -> None:
    assert expected in tones(certificate, **given)


def test_the_ladder_tells_each_step_once_and_never_late() -> None:
    until = TODAY + timedelta(days=100)
    told: set[int] = set()
    steps: list[tuple[int, int]] = []
    for offset in range(110):
        step = step_due(TODAY + timedelta(days=offset), until, frozenset(told))
        if step is not None:
            told.add(step)
            steps.append((100 - offset, step))

    assert steps == [(60, 60), (30, 30), (7, 7), (1, 1), (-1, 0)]


@pytest.mark.parametrize(("left", "step"), [(61, None), (45, 60), (3, 7), (0, 1), (-20, 0)])
def test_after_a_pause_only_the_tightest_step_is_told(left: int, step: int | None) -> None:
    assert step_due(TODAY, TODAY + timedelta(days=left), frozenset()) == step
    assert step is None or step in {*LADDER, 0}
