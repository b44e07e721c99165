"""Pure decisions about numbers, passwords and scopes; nothing here reads the database."""

import itertools
import re
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from marketplace.accounts.errors import EmailInvalid, PasswordRefused, PhoneInvalid
from marketplace.kit.language import gettext as _
from marketplace.kit.text import fold

SESSION_FOR: Final = timedelta(days=30)
SEEN_EVERY: Final = timedelta(minutes=5)
CODE_FOR: Final = timedelta(minutes=10)
CODE_TRIES: Final = 5
SHORTEST_PASSWORD: Final = 8
LONGEST_PASSWORD: Final = 128
MOST_ADDRESSES: Final = 20
MOST_TOKENS: Final = 20
LONGEST_TOKEN_LIFE: Final = timedelta(days=366)

TERMS: Final = ("user_agreement", "privacy")
"""The texts a person agrees to when registering."""
TERMS_VERSION: Final = "2026-11-20"

SCOPES: Final = (
    "read:catalogue", "basket", "orders", "vendor:orders", "vendor:products", "onboarding",
)  # fmt: skip
"""What an API token may be allowed to do."""

_CHINESE_MOBILE: Final = re.compile(r"\+861[3-9][0-9]{9}")
_EXTENSION: Final = re.compile(r"(?:\s*(?:转|-|,|x|ext\.?)\s*)([0-9]{1,6})$", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[^@\s<>\",;:\\()\[\]]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
_CAN_RECEIVE: Final = frozenset(
    {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.PERSONAL_NUMBER}
)


def _parsed(typed: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(fold(typed), "CN")
    except NumberParseException:
        return None


def login_phone(typed: str) -> str:
    """The E.164 form of a number that can receive a code; without a country it is Chinese.

    Raises: PhoneInvalid.
    """
    number = _parsed(typed)
    said = phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else ""
    if _CHINESE_MOBILE.fullmatch(said):
        return said
    if (
        number is not None
        and number.country_code != 86
        and phonenumbers.is_valid_number(number)
        and phonenumbers.number_type(number) in _CAN_RECEIVE
    ):
        return said
    raise PhoneInvalid(
        _("请填写 11 位手机号；境外号码请加国家代码，如 +852 6123 4567。"), field="phone"
    )


def contact_phone(typed: str) -> str:
    """The E.164 form of a number a courier can ring: mobile or fixed, ``-1234`` for an extension.

    Raises: PhoneInvalid.
    """
    said = fold(typed)
    plain, extension = said, ""
    if found := _EXTENSION.search(said):
        without = said[: found.start()]
        shorter = _parsed(without)
        if shorter is not None and _rings(shorter):
            plain, extension = without, f"-{found[1]}"
    number = _parsed(plain)
    if number is None or not _rings(number):
        raise PhoneInvalid(_("请填写收货人能接听的手机号或带区号的座机号。"), field="phone")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) + extension


def _rings(number: PhoneNumber) -> bool:
    said = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return bool(_CHINESE_MOBILE.fullmatch(said)) or phonenumbers.is_valid_number(number)


def say_phone(stored: str) -> str:
    """A stored number as it is written in China: ``13900000001``, ``0939-321 1234``."""
    plain, _dash, extension = stored.partition("-")
    number = _parsed(plain)
    if number is None:
        return stored
    if number.country_code != 86:
        said = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    elif _CHINESE_MOBILE.fullmatch(plain):
        said = plain.removeprefix("+86")
    else:
        said = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL).replace(" ", "-", 1)
    return f"{said}-{extension}" if extension else said


def mailbox(typed: str) -> str:
    """An e-mail address in the form it is stored and found by.

    Raises: EmailInvalid.
    """
    said = fold(typed)
    if len(said) > 254 or not _EMAIL.fullmatch(said):
        raise EmailInvalid(_("请填写完整的邮箱地址，如 name@example.cn。"), field="email")
    name, _at, domain = said.rpartition("@")
    return f"{name}@{domain.lower()}"


@cache
def common_passwords() -> frozenset[str]:
    """What is tried first when somebody guesses."""
    listed = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in listed.splitlines() if line and not line.startswith("#"))


_CONTEXT_WORDS: Final = ("tesechanguan", "teseguan", "特色馆", "pavilion", "chengxian", "成县")
_LETTERS_FOR: Final = str.maketrans("013457@$!", "oieastasi")


def check_password(password: str, *, about: Iterable[str] = ()) -> None:
    """Long enough, and not what anybody would try first; no rules about kinds of signs.

    ``about`` are words of the person: their name, their number.

    Raises: PasswordRefused.
    Source: security rule S1, ASVS 5.0 6.2.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordRefused(
            _("密码至少 %(least)d 位，建议 15 位以上。", least=SHORTEST_PASSWORD), field="password"
        )
    if len(password) > LONGEST_PASSWORD:
        raise PasswordRefused(_("密码最多 %(most)d 位。", most=LONGEST_PASSWORD), field="password")
    said = fold(password).casefold()
    if said in common_passwords() or len(set(said)) <= 2 or _is_run(said):
        raise PasswordRefused(_("这个密码太常见，容易被猜到，请换一个。"), field="password")
    if _is_mostly(said, (*_CONTEXT_WORDS, *_words_of(about))):
        raise PasswordRefused(
            _("密码里不要只用网站名、您的姓名或手机号，请换一个。"), field="password"
        )


def _is_run(said: str) -> bool:
    """``abcdefgh``, ``98765432``: one step up or down all the way."""
    steps = {ord(b) - ord(a) for a, b in itertools.pairwise(said)}
    return steps in ({1}, {-1})


def _words_of(about: Iterable[str]) -> list[str]:
    words: list[str] = []
    for each in about:
        said = fold(each).casefold()
        words.append(said)
        if digits := re.sub(r"[^0-9]", "", said):
            words += [digits[-11:], digits[-8:]]
    return [word for word in words if len(word) >= 2]


def _is_mostly(said: str, words: Iterable[str]) -> bool:
    """Whether little is left of a password when a word is taken out of it."""
    for form in (said, said.translate(_LETTERS_FOR)):
        for word in words:
            if word in form and len(form.replace(word, "")) <= 4:
                return True
    return False
