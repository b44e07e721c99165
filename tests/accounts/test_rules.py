import pytest

from marketplace.accounts.errors import EmailInvalid, PasswordRefused, PhoneInvalid
from marketplace.accounts.rules import (
    check_password,
    common_passwords,
    contact_phone,
    login_phone,
    mailbox,
    say_phone,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13900000001", "+8613900000001"),
        ("139 0000 0001", "+8613900000001"),
        ("１３９００００００１", None),
        ("１３９０００００００１", "+8613900000001"),
        ("+86 139-0000-0001", "+8613900000001"),
        ("0086 13900000001", "+8613900000001"),
        ("+852 6123 4567", "+85261234567"),
        ("+44 7911 123456", "+447911123456"),
        ("0939-3211234", None),
        ("12345", None),
        ("abc", None),
        ("", None),
        ("1" * 200, None),
    ],
)
def test_a_login_number_is_one_that_can_receive_a_code(typed: str, stored: str | None) -> None:
    if stored is None:
        with pytest.raises(PhoneInvalid):
            login_phone(typed)
    else:
        assert login_phone(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored", "spoken"),
    [
        ("13900000001", "+8613900000001", "13900000001"),
        ("0939-3211234", "+869393211234", "0939-321-1234"),
        ("13900000001-1234", "+8613900000001-1234", "13900000001-1234"),
        ("13900000001转1234", "+8613900000001-1234", "13900000001-1234"),
        ("+852 6123 4567", "+85261234567", "+852 6123 4567"),
    ],
)
def test_a_courier_may_ring_mobiles_and_landlines(typed: str, stored: str, spoken: str) -> None:
    assert contact_phone(typed) == stored
    assert say_phone(stored).replace(" ", "-") == spoken.replace(" ", "-")


@pytest.mark.parametrize(
    "password",
    [
        "short77",
        "x" * 129,
        "password",
        "Password123",
        "12345678",
        "qwertyuiop",
        "aaaaaaaaaa",
        "abababab",
        "abcdefghijkl",
        "98765432",
        "tesechanguan1",
        "成县2026",
        "王小明王小明88",
        "13900000001",
        "a13900000001",
    ],
)
def test_a_password_anybody_would_try_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused):
        check_password(password, about=("王小明", "+8613900000001"))


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "红川镇的核桃熟了没有呀", "jK8#pq2Lm", "x" * 60 + "yz1 q" * 13],
)
def test_a_long_or_odd_password_is_taken_as_it_is(password: str) -> None:
    check_password(password, about=("王小明", "+8613900000001"))


def test_the_list_of_common_passwords_has_three_thousand() -> None:
    listed = common_passwords()

    assert len(listed) == 3000
    assert all(len(each) >= 8 and each == each.casefold() for each in listed)


@pytest.mark.parametrize("typed", ["a@b", "a b@c.cn", "a@b.c", "<a@b.cn>", "a@b.cn,c@d.cn", ""])
def test_a_mailbox_is_whole_and_single(typed: str) -> None:
    with pytest.raises(EmailInvalid):
        mailbox(typed)


def test_a_mailboxs_domain_is_found_in_any_case() -> None:
    assert mailbox(" Li@Example.CN ") == "Li@example.cn"
