"""Pure decisions about papers: what their numbers say, what a machine can compare."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from marketplace.certification.models import Certificate, CertificateType
from marketplace.kit.check_digits import check_food_licence, check_uscc, compact
from marketplace.kit.language import gettext as _
from marketplace.kit.text import fold

LADDER: Final = (60, 30, 7, 1)
"""Days before expiry on which the vendor is told."""
EXPIRED: Final = 0

LICENCE: Final = "BIZ_LIC"
FOOD_LICENCE: Final = "SC"
SUBMITTABLE: Final = frozenset({"vendor", "product", "vendor+product", "vendor/product"})
"""Subjects of the papers that a vendor records here; papers of a single lot belong to the lot."""

CHECKS: Final = ("number", "holder", "validity", "scope", "file")
"""What a reviewer compares, one answer each."""


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """What the form of a number says. That it is well formed does not mean that it exists."""

    number: str
    """As it is stored."""
    syntax_ok: bool
    checksum_ok: bool | None
    """None when such numbers carry no check digit."""
    region: str | None = None
    category: str | None = None
    """Three digits of a food production licence."""


@dataclass(frozen=True, slots=True)
class AutoCheck:
    """What the machine found about one point. Tone: ``pass``, ``warn`` or ``fail``."""

    check: str
    text: str
    tone: str


def check_number(type_code: str, pattern: str, typed: str) -> NumberCheck:
    """Source: traceability note §4; patterns come from the catalogue of types."""
    if type_code == FOOD_LICENCE:
        licence = check_food_licence(typed)
        return NumberCheck(
            licence.number,
            syntax_ok=licence.syntax_ok and licence.category_ok,
            checksum_ok=licence.checksum_ok if licence.syntax_ok else None,
            region=licence.region,
            category=licence.category,
        )
    if type_code == LICENCE:
        uscc = check_uscc(typed)
        return NumberCheck(
            uscc.number,
            syntax_ok=uscc.syntax_ok,
            checksum_ok=uscc.checksum_ok if uscc.syntax_ok else None,
            region=uscc.region,
        )
    number = _written(typed, pattern)
    is_well_formed = bool(re.fullmatch(pattern, number)) if pattern else bool(number)
    return NumberCheck(number, syntax_ok=is_well_formed, checksum_ok=None)


def _written(typed: str, pattern: str) -> str:
    """Hyphens stay where the national form has them."""
    if pattern and "-" not in re.sub(r"\[[^]]*]", "", pattern):
        return compact(typed)
    return re.sub(r"[‐-―−]", "-", fold(typed[:100])).upper().replace(" ", "")


def number_fault(found: NumberCheck) -> str:
    """Why a number cannot be right, in words; empty when it can."""
    if not found.number:
        return _("请填写证书编号。")
    if len(found.number) > 64:
        return _("编号太长，请只填写编号本身。")
    if not found.syntax_ok:
        return _("编号的写法与这类证书不符，请对照证书逐位核对。")
    if found.checksum_ok is False:
        return _("编号的最后一位校验不上，可能抄错了一位，请对照证书再看一遍。")
    return ""


def automatic_checks(
    certificate: Certificate,
    kind: CertificateType,
    *,
    vendor_name: str,
    vendor_uscc: str,
    county: str,
    others: int,
    category_name: str | None,
    today: date,
) -> list[AutoCheck]:
    """Everything a machine can compare.

    Needs: ``others`` counts other shops' papers with this number; ``category_name`` is what the
    food licence's class is called, empty when it is not a known one.
    """
    found = check_number(kind.code, kind.number_pattern, certificate.number)
    return [
        *_of_number(found, others),
        _of_holder(certificate, vendor_name, vendor_uscc),
        *_of_validity(certificate, today),
        *_of_licence(kind, found, county, category_name),
        AutoCheck("file", _("有证书的照片或 PDF。"), "pass")
        if certificate.file_id
        else AutoCheck("file", _("没有证书的照片或 PDF。"), "fail"),
    ]


def _of_number(found: NumberCheck, others: int) -> Iterable[AutoCheck]:
    yield (
        AutoCheck("number", _("编号的写法符合这类证书。"), "pass")
        if found.syntax_ok
        else AutoCheck("number", _("编号的写法与这类证书不符。"), "fail")
    )
    if found.checksum_ok is not None:
        yield (
            AutoCheck("number", _("校验位正确。"), "pass")
            if found.checksum_ok
            else AutoCheck("number", _("校验位不对。"), "fail")
        )
    if others:
        yield AutoCheck("number", _("另有 %(n)d 家店登记了同一个编号。", n=others), "warn")


def _of_holder(certificate: Certificate, vendor_name: str, vendor_uscc: str) -> AutoCheck:
    if certificate.type_code == LICENCE and certificate.number != vendor_uscc:
        return AutoCheck("holder", _("编号与店铺的统一社会信用代码不同。"), "fail")
    if certificate.holder == vendor_name:
        return AutoCheck("holder", _("持有人与店铺主体名称完全一致。"), "pass")
    return AutoCheck("holder", _("持有人不是店铺主体。没有授权书的，不能使用这份证书。"), "warn")


def _of_validity(certificate: Certificate, today: date) -> Iterable[AutoCheck]:
    until = certificate.valid_until
    if until is None:
        yield AutoCheck("validity", _("没有截止日期，请核对是否长期有效。"), "warn")
    elif until < today:
        yield AutoCheck("validity", _("已经过期。"), "fail")
    else:
        left = (until - today).days
        tone = "warn" if left <= LADDER[1] else "pass"
        yield AutoCheck("validity", _("在有效期内，还有 %(n)d 天。", n=left), tone)
    if certificate.valid_from is not None and certificate.valid_from > today:
        yield AutoCheck("validity", _("还没有到生效日期。"), "warn")


def _of_licence(
    kind: CertificateType, found: NumberCheck, county: str, category_name: str | None
) -> Iterable[AutoCheck]:
    if kind.code != FOOD_LICENCE or not found.syntax_ok:
        return
    if category_name:
        yield AutoCheck("scope", _("食品类别：%(name)s。", name=category_name), "pass")
    else:
        yield AutoCheck("scope", _("食品类别代码不在目录里，请核对。"), "warn")
    if found.region != county:
        words = _("发证时的生产地址区划是 %(code)s，不是本县，请核对。", code=found.region)
        yield AutoCheck("scope", words, "warn")


def step_due(today: date, valid_until: date, told: frozenset[int]) -> int | None:
    """Which step of the ladder is to be told today: the tightest one reached, if not told yet.

    A step missed while the system was down is made up for by the next, never told late.
    """
    left = (valid_until - today).days
    reached = EXPIRED if left < 0 else min((days for days in LADDER if left <= days), default=None)
    if reached is None or any(days <= reached for days in told):
        return None
    return reached
