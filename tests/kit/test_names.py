import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit.names import (
    mask_account,
    mask_address,
    mask_id_number,
    mask_name,
    mask_phone,
)


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800000000", "138****0000"),
        ("138 0000 0000", "138****0000"),
        ("+86 138-0000-0000", "138****0000"),
        ("0086138０0000000", "138****0000"),
        ("0939-3211234", "0939****1234"),
        ("010-62345678", "010****5678"),
        ("+44 7911 123456", "+44****3456"),
        ("4001234567", "****67"),
        ("95543", "****"),
        ("++++++12345", "****"),
        ("+", ""),
        ("无", ""),
        ("", ""),
    ],
)
def test_a_telephone_number_keeps_its_ends(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@given(st.text("0123456789+- ", max_size=30))
def test_at_least_three_digits_of_a_telephone_number_are_hidden(phone: str) -> None:
    digits = sum(sign.isdigit() for sign in phone)
    shown = sum(sign.isdigit() for sign in mask_phone(phone))

    assert shown <= 8
    assert shown <= max(0, digits - 3)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张**"),
        ("欧阳娜娜", "欧**"),
        ("张", "张**"),
        (" John Smith", "J**"),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_a_name_keeps_its_first_sign_and_hides_its_length(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("甘肃省陇南市成县红川镇某村12号", "甘肃省陇南市成县红川镇****"),
        ("甘肃省 陇南市 成县 红川镇 某村", "甘肃省 陇南市 成县 红川镇****"),
        ("北京市朝阳区望京街道阜通东大街6号", "北京市朝阳区望京街道****"),
        (
            "新疆维吾尔自治区伊犁哈萨克自治州伊宁市某路3号",
            "新疆维吾尔自治区伊犁哈萨克自治州伊宁市****",
        ),
        ("某村幸福小区3号楼", "****"),
        ("12号", "****"),
        ("Room 5, 12 High Street", "****"),
        ("", ""),
    ],
)
def test_an_address_is_shown_down_to_the_town(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@given(st.text())
def test_no_number_in_an_address_is_ever_shown(address: str) -> None:
    assert not any(sign in "0123456789" for sign in mask_address(address))


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002X", "110***********002X"),
        ("110105491231002", "110********1002"),
        ("E12345678", "****"),
        ("", ""),
    ],
)
def test_an_identity_number_keeps_three_and_four(number: str, masked: str) -> None:
    assert mask_id_number(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [("6222 0000 0000 1234", "****1234"), ("1234567", "****"), ("", "")],
)
def test_an_account_keeps_its_last_four(number: str, masked: str) -> None:
    assert mask_account(number) == masked
