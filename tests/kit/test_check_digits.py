from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_10 as oracle_11_10

from marketplace.kit.check_digits import (
    FoodLicenceCheck,
    ResidentIdCheck,
    UsccKind,
    check_food_licence,
    check_resident_id,
    check_uscc,
    gs1_check_digit,
    gtin_14,
    is_gln,
    is_gtin,
    is_registration_no,
    is_sscc,
    make_food_licence,
    make_uscc,
    mod_11_10,
    read_green_food_number,
    read_organic_number,
    resident_id_check_digit,
    uscc_with_check_digits,
    with_gs1_check_digit,
)

digits = st.text("0123456789", min_size=1, max_size=30)


def of_digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("93999999MA0000015X", UsccKind.COOPERATIVE),
        ("93999999MA0000023Q", UsccKind.COOPERATIVE),
        ("93999999MA0000031K", UsccKind.COOPERATIVE),
        ("92999999MA000004XE", UsccKind.SOLE_TRADER),
        ("91999999MA0000058H", UsccKind.ENTERPRISE),
        ("12999999MA0000066H", UsccKind.PUBLIC_INSTITUTION),
    ],
)
def test_a_well_formed_credit_code_tells_the_kind_of_holder(number: str, kind: UsccKind) -> None:
    check = check_uscc(f" {number[:2]} {number[2:8]}-{number[8:].lower()} ")

    assert check.number == number
    assert check.is_well_formed
    assert check.inner_ok
    assert check.kind is kind
    assert check.region == "999999"


@pytest.mark.parametrize(
    ("number", "syntax_ok"),
    [
        ("93999999MA00000150", True),
        ("93999999MA0000015", False),
        ("93999999MO0000015X", False),
        ("", False),
        ("统一社会信用代码", False),
        ("9" * 5_000, False),
    ],
)
def test_a_mistyped_credit_code_is_not_well_formed(number: str, syntax_ok: bool) -> None:
    check = check_uscc(number)

    assert check.syntax_ok is syntax_ok
    assert not check.is_well_formed


def test_a_wrong_organisation_code_inside_is_only_a_warning() -> None:
    check = check_uscc(uscc_with_check_digits("91350100M000100Y9"))

    assert check.is_well_formed
    assert not check.inner_ok
    assert check_uscc("91350100M000100Y43").inner_ok  # the worked example of the standard


def test_other_registrars_are_recognised_as_such() -> None:
    assert check_uscc(make_uscc(kind="N2")).kind is UsccKind.RURAL_COLLECTIVE
    assert check_uscc(make_uscc(kind="52")).kind is UsccKind.OTHER


@given(st.sampled_from(["91", "92", "93", "N1"]), of_digits(6), st.integers(0, 999_999))
def test_made_up_credit_codes_are_well_formed_inside_and_out(
    kind: str, region: str, serial: int
) -> None:
    number = make_uscc(kind=kind, region=region, serial=serial)

    check = check_uscc(number)
    assert (check.is_well_formed, check.inner_ok, check.region) == (True, True, region)
    if kind != "N1":  # the oracle wants a digit first
        assert uscc.is_valid(number)


@pytest.mark.parametrize("body", ["", "93999999MA00001", "93999999MA00000O", "9" * 18])
def test_check_digits_need_a_body_of_a_credit_code(body: str) -> None:
    with pytest.raises(ValueError, match="credit code"):
        uscc_with_check_digits(body)


@given(st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", fullmatch=True))
def test_credit_codes_agree_with_the_oracle(number: str) -> None:
    if number[:2].isdigit():  # as the oracle wants it
        assert check_uscc(number).is_well_formed == uscc.is_valid(number)
    assert uscc_with_check_digits(number[:17])[17] == uscc.calc_check_digit(number)


@pytest.mark.parametrize(
    ("number", "category"),
    [
        ("SC11699999900016", "116"),
        ("SC11899999900022", "118"),
        ("SC10199999900031", "101"),
        ("SC12699999900047", "126"),
    ],
)
def test_a_food_licence_tells_category_and_region(number: str, category: str) -> None:
    check = check_food_licence(number.lower())

    assert check.is_well_formed
    assert (check.number, check.category, check.region) == (number, category, "999999")
    assert make_food_licence(category=category, serial=int(number[11:15])) == number


@pytest.mark.parametrize(
    ("number", "syntax_ok", "checksum_ok", "category_ok"),
    [
        ("SC13299999900010", True, False, False),
        (make_food_licence(category="132"), True, True, False),
        (make_food_licence(category="203"), True, True, True),
        (make_food_licence(category="204"), True, True, False),
        ("SC11699999900017", True, False, True),
        ("SC31699999900016", False, False, False),
        ("QS116999999000", False, False, False),
    ],
)
def test_each_part_of_a_food_licence_is_judged_by_itself(
    number: str, syntax_ok: bool, checksum_ok: bool, category_ok: bool
) -> None:
    check = check_food_licence(number)

    assert check.syntax_ok is syntax_ok
    assert check.checksum_ok is checksum_ok
    assert check.category_ok is category_ok
    assert check.is_well_formed is (syntax_ok and checksum_ok and category_ok)


def test_a_food_licence_without_form_says_nothing() -> None:
    assert check_food_licence(" sc1 ") == FoodLicenceCheck("SC1")


@given(digits)
def test_mod_11_10_agrees_with_the_oracle(body: str) -> None:
    assert mod_11_10(body) == oracle_11_10.calc_check_digit(body)


@given(of_digits(14))
def test_an_old_registration_number_ends_in_its_check_digit(body: str) -> None:
    number = body + mod_11_10(body)

    assert is_registration_no(number)
    assert not is_registration_no(body + str((int(number[-1]) + 1) % 10))
    assert not is_registration_no(body)


@pytest.mark.parametrize(
    "number", ["96385074", "614141000036", "6901234567892", "10614141000415", "0614141000036"]
)
def test_well_formed_gtins_of_every_length_pass(number: str) -> None:
    assert is_gtin(number)
    assert is_gtin(gtin_14(number))
    assert len(gtin_14(number)) == 14


@pytest.mark.parametrize(
    "number", ["", "6901234567893", "690123456789", "69012345678", "69O1234567892"]
)
def test_other_numbers_are_no_gtins(number: str) -> None:
    assert not is_gtin(number)


@given(of_digits(12), of_digits(17))
def test_gs1_numbers_agree_with_the_oracle(gln_body: str, sscc_body: str) -> None:
    gln, sscc = with_gs1_check_digit(gln_body), with_gs1_check_digit(sscc_body)

    assert gs1_check_digit(gln_body) == ean.calc_check_digit(gln_body)
    assert (is_gln(gln), is_gtin(gln), is_sscc(gln)) == (True, True, False)
    assert (is_gln(sscc), is_gtin(sscc), is_sscc(sscc)) == (False, False, True)


@given(st.sampled_from([7, 11, 12, 13]).flatmap(of_digits), st.integers(0, 9))
def test_gtins_agree_with_the_oracle(body: str, last: int) -> None:
    assert is_gtin(f"{body}{last}") == ean.is_valid(f"{body}{last}")


def test_an_identity_number_tells_birth_and_place_and_holds_no_number() -> None:
    check = check_resident_id("11010519491231002x")  # the example of GB 11643

    assert check.is_well_formed
    assert (check.born, check.region) == (date(1949, 12, 31), "110105")
    assert "002" not in repr(check)


@pytest.mark.parametrize(
    ("number", "syntax_ok", "checksum_ok", "born"),
    [
        ("110105194912310021", True, False, date(1949, 12, 31)),
        ("11010519490230002" + resident_id_check_digit("11010519490230002"), True, True, None),
        ("010105194912310021", False, False, None),
        ("11010549123100", False, False, None),
    ],
)
def test_each_part_of_an_identity_number_is_judged_by_itself(
    number: str, syntax_ok: bool, checksum_ok: bool, born: date | None
) -> None:
    check = check_resident_id(number)

    assert (check.syntax_ok, check.checksum_ok, check.born) == (syntax_ok, checksum_ok, born)
    assert not check.is_well_formed


def test_an_identity_number_without_form_says_nothing() -> None:
    assert check_resident_id("某某") == ResidentIdCheck()


@given(of_digits(17))
def test_identity_check_digits_agree_with_the_oracle(body: str) -> None:
    assert resident_id_check_digit(body) == ric.calc_check_digit(f"{body}0")


def test_a_green_food_number_is_taken_apart() -> None:
    number = read_green_food_number("ｌｂ－40－21032 71234A")

    assert number is not None
    assert (number.category, number.year, number.month) == ("40", 2021, 3)
    assert (number.province, number.sequence, number.grade) == ("27", "1234", "A")


@pytest.mark.parametrize(
    ("typed", "is_written_so"),
    [
        ("LB-40-21032712345AA", True),
        ("LB—40—2103271234A", True),
        ("LB-40-2113271234A", False),
        ("LB-40-210327123A", False),
        ("LB-40-2103271234AAA", False),
        ("LB-40-2103271234", False),
        ("", False),
    ],
)
def test_green_food_numbers_are_recognised(typed: str, is_written_so: bool) -> None:
    assert (read_green_food_number(typed) is not None) is is_written_so


def test_an_organic_number_is_taken_apart() -> None:
    number = read_organic_number("0123op2500001-1")

    assert number is not None
    assert (number.body, number.year, number.sequence, number.part) == ("0123", 2025, "00001", "1")


@pytest.mark.parametrize(
    ("typed", "is_written_so"),
    [
        ("123OP1200001", True),
        ("0123OP2500001", True),
        ("12OP2500001", False),
        ("0123OP250001", False),
        ("0123OP2500001-", False),
    ],
)
def test_organic_numbers_are_recognised(typed: str, is_written_so: bool) -> None:
    assert (read_organic_number(typed) is not None) is is_written_so
