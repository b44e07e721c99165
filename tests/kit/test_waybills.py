import pytest

from marketplace.kit.errors import Invalid
from marketplace.kit.waybills import (
    CarrierPattern,
    guess_carriers,
    parse_waybill,
    waybill_warning,
)

CARRIERS = [
    CarrierPattern("ems", r"^(?:[A-Z]{2}\d{9}CN|1[0-2]\d{11}|5[0-2]\d{11}|9[5-9]\d{11})$"),
    CarrierPattern("chinapost", r"^(?:\d{13}|[A-Z]{2}\d{9}[A-Z]{2})$"),
    CarrierPattern("sto", r"^(?:\d{12,13}|77\d{13}|88\d{13}|STO\d{10})$"),
    CarrierPattern("sf", r"^(?:SF\d{13}|\d{12})$"),
    CarrierPattern("yto", r"^(?:YT\d{13}|[A-Z]\d{9,17}|\d{10,18})$"),
    CarrierPattern("yunda", r"^\d{13}$|^\d{15}$"),
    CarrierPattern("zto", r"^(?:\d{12}|\d{14}|7[0-9]\d{12})$"),
    CarrierPattern("gto", r"^\d{10}$|^\d{12}$", is_active=False),
    CarrierPattern("best", r"^(?:\d{11,14}|[A-Z]\d{10,12}|JT\d{12,13})$", is_active=False),
    CarrierPattern("jtexpress", r"^JT\d{12,13}$"),
    CarrierPattern("jd", r"^JD[A-Z]{1,2}\d{11,13}$"),
    CarrierPattern("debang", r"^(?:DPK\d{11,12}|\d{8,10})$"),
    CarrierPattern("selfpick", ""),
    CarrierPattern("mistyped", "(["),
]
BY_CODE = {carrier.code: carrier for carrier in CARRIERS}


@pytest.mark.parametrize(
    ("code", "number", "fits"),
    [
        ("sf", "SF1000000000001", True),
        ("sf", "SF100", False),
        ("yto", "YT1000000000001", True),
        ("zto", "78000000000001", True),
        ("sto", "773000000000001", True),
        ("yunda", "1000000000001", True),
        ("yunda", "100000000000001", True),
        ("yunda", "10000", False),
        ("chinapost", "9800000000001", True),
        ("ems", "EA000000001CN", True),
        ("jtexpress", "JT0000000000001", True),
        ("jd", "JDVA00000000001", True),
        ("debang", "DPK00000000001", True),
        ("best", "50000000000001", True),
        ("gto", "3000000001", True),
    ],
)
def test_sample_numbers_fit_their_carriers(code: str, number: str, fits: bool) -> None:
    assert (code in [guess.code for guess in guess_carriers(number, CARRIERS)]) is fits
    assert (waybill_warning(number, BY_CODE[code]) is None) is fits


@pytest.mark.parametrize(
    ("number", "likeliest"),
    [
        ("SF1000000000001", ["sf"]),
        ("YT1000000000001", ["yto"]),
        ("EA000000001CN", ["ems", "chinapost"]),
        ("JT0000000000001", ["jtexpress", "best"]),
        ("773000000000001", ["sto", "yunda", "yto"]),
        ("78000000000001", ["zto", "yto", "best"]),
        ("3000000001", ["debang", "yto", "gto"]),
    ],
)
def test_the_narrowest_pattern_is_guessed_first_and_retired_carriers_last(
    number: str, likeliest: list[str]
) -> None:
    assert [guess.code for guess in guess_carriers(number, CARRIERS)] == likeliest


def test_equally_likely_carriers_keep_the_given_order() -> None:
    twins = [CarrierPattern("b", r"\d{12}"), CarrierPattern("a", r"\d{12}")]

    assert [guess.code for guess in guess_carriers("123456789012", twins)] == ["b", "a"]


@pytest.mark.parametrize("code", ["selfpick", "mistyped"])
def test_a_carrier_without_a_usable_pattern_neither_fits_nor_warns(code: str) -> None:
    assert guess_carriers("123456789012", [BY_CODE[code]]) == []
    assert waybill_warning("123456789012", BY_CODE[code]) is None


def test_a_number_of_another_shape_is_warned_about_in_words() -> None:
    warning = waybill_warning("123456", BY_CODE["sf"])

    assert warning is not None
    assert "请对照面单" in warning


def test_a_number_is_read_as_people_type_it() -> None:
    assert parse_waybill(" sf１000-0000 00001 ") == "SF1000000000001"


@pytest.mark.parametrize("typed", ["", "12345", "1" * 33, "SF100元000", "单号"])
def test_what_is_no_waybill_number_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Invalid, match="6 到 32 位") as refusal:
        parse_waybill(typed, field="waybill_no")

    assert refusal.value.field == "waybill_no"
