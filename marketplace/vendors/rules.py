"""Pure decisions about vendors: which facts are due, whether they can be right, what to check."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from marketplace.kit.check_digits import UsccCheck, UsccKind, check_uscc
from marketplace.kit.errors import Invalid, InvalidFields
from marketplace.kit.language import gettext as _
from marketplace.kit.text import clean, fold
from marketplace.vendors.states import VendorKind, VendorState

OPEN_KINDS: Final = (VendorKind.COOPERATIVE, VendorKind.COMPANY)
"""Legal kinds whose form is complete."""

IDENTITY: Final[Mapping[VendorKind, tuple[str, ...]]] = {
    VendorKind.COOPERATIVE: (
        "name", "uscc", "legal_representative", "registered_address",
        "member_contribution_minor", "founded_on",
    ),
    VendorKind.COMPANY: (
        "name", "uscc", "legal_representative", "registered_address", "company_type",
        "registered_capital_minor", "founded_on",
    ),
}  # fmt: skip
"""What the licence says and the page must show. Source: domain rule MER-2."""

SHOP: Final = (
    "shop_name_zh", "shop_name_en", "division_code", "service_phone", "story_zh", "story_en",
    "member_count", "base_area_m2",
)  # fmt: skip
OPTIONAL: Final = frozenset(
    {"shop_name_en", "story_zh", "story_en", "member_count", "base_area_m2", "founded_on"}
)
EDITABLE_WHILE_TRADING: Final = frozenset(
    {"service_phone", "story_zh", "story_en", "member_count", "base_area_m2"}
)
EDITABLE_STATES: Final = frozenset(
    {VendorState.DRAFT, VendorState.CORRECTION, VendorState.REJECTED}
)

LICENCE: Final = "BIZ_LIC"
LEGAL_REP_ID: Final = "LEGAL_REP_ID"
BANK_PROOF: Final = "BANK_PROOF"
DOCUMENTS: Final = (LICENCE, LEGAL_REP_ID, BANK_PROOF)
REQUIRED_DOCUMENTS: Final = (LICENCE, LEGAL_REP_ID)

AGREEMENTS: Final = ("platform_service", "food_safety", "trading_rules", "fee_rules")
"""What a vendor accepts before it may sell, one by one."""

ID_CONSENT: Final = "id_document"
BANK_CONSENT: Final = "bank_account"
CONSENT_VERSION: Final = "2026-11-20"

TASKS: Final = ("identity", "shop", "documents", "account", "agreements")
CHECKS: Final = ("licence", "representative", "address", "capital", "account", "contact")
"""What a reviewer compares, one answer each."""
ALL_PASSED: Final[Mapping[str, str]] = dict.fromkeys(CHECKS, "pass")

_PHONE: Final = re.compile(r"\+?[0-9](?:[0-9 ()-]{5,20})[0-9]")
_STATE_WORDS: Final = re.compile(r"政府|商务局|市场监管|官方|国家级|特供|国宾|人民大会堂|军")
_COMPANY: Final = re.compile(r"公司|厂|集团|中心|企业")


@dataclass(frozen=True, slots=True)
class Finding:
    """What the machine found about one point. Tone: ``pass``, ``warn`` or ``fail``."""

    check: str
    text: str
    tone: str


def needed_facts(kind: VendorKind) -> tuple[str, ...]:
    """The identity facts without which an application of this kind is not complete."""
    return tuple(each for each in IDENTITY.get(kind, ()) if each not in OPTIONAL)


def check_facts(
    kind: VendorKind, county: str, given: Mapping[str, Any], *, today: date
) -> dict[str, Any]:
    """The facts as they are stored; every fault is told at once.

    Units: amounts in 分, areas in square metres. Shape: columns of ``Vendor``.
    Raises: InvalidFields.
    """
    allowed = {*IDENTITY.get(kind, ()), *SHOP}
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for field, value in given.items():
        if field not in allowed:
            faults[field] = _("这一项不属于这类主体。")
            continue
        if value in (None, ""):
            if field not in OPTIONAL:
                faults[field] = _("这一项必须填写。")
            values[field] = None if field in _EMPTY_IS_NULL else ""
            continue
        try:
            values[field] = _READ[field](kind, county, value, today)
        except Invalid as fault:
            faults[field] = fault.message
    if faults:
        raise InvalidFields(_("有 %(n)d 处需要修改。", n=len(faults)), fields=faults)
    return values


def _line(most: int, least: int = 1) -> Callable[..., str]:
    def read(_kind: VendorKind, _county: str, value: Any, _today: date) -> str:
        said = clean(str(value), most)
        if len(said) < least:
            raise Invalid(_("至少 %(n)d 个字。", n=least))
        return said

    return read


def _story(_kind: VendorKind, _county: str, value: Any, _today: date) -> str:
    return clean(str(value), 2000, multiline=True)


def _uscc(kind: VendorKind, _county: str, value: Any, _today: date) -> str:
    check = check_uscc(str(value))
    if not check.syntax_ok:
        raise Invalid(
            _("统一社会信用代码是 18 位数字和大写字母，没有 I、O、S、V、Z。请对照执照填写。")
        )
    if not check.checksum_ok:
        raise Invalid(_("这个代码的最后一位对不上，可能抄错了一位，请对照执照再看一遍。"))
    if kind is VendorKind.COOPERATIVE and check.kind is not UsccKind.COOPERATIVE:
        raise Invalid(_("农民专业合作社的代码以 93 开头。如果您登记的是公司，请改选企业。"))
    if kind is VendorKind.COMPANY and check.kind is not UsccKind.ENTERPRISE:
        raise Invalid(_("企业的代码以 91 开头。如果您登记的是合作社，请改选农民专业合作社。"))
    return check.number


def _shop_name(kind: VendorKind, county: str, value: Any, today: date) -> str:
    said = _line(40, 2)(kind, county, value, today)
    if _STATE_WORDS.search(said):
        raise Invalid(_("店名不能让人以为是国家机关或官方推荐的店。请换一个名称。"))
    return said


def _division(_kind: VendorKind, county: str, value: Any, _today: date) -> str:
    code = fold(str(value))
    if len(code) not in {9, 12} or not code.isdigit() or not code.startswith(county):
        raise Invalid(_("请选择本县的乡镇或村。"))
    return code


def _phone(_kind: VendorKind, _county: str, value: Any, _today: date) -> str:
    said = fold(str(value))
    digits = re.sub(r"[^0-9]", "", said)
    if not _PHONE.fullmatch(said) or not 7 <= len(digits) <= 15 or len(said) > 24:
        raise Invalid(_("请填写能打通的售后电话，如 0939-1234567 或 11 位手机号。"))
    return said


def _day(_kind: VendorKind, _county: str, value: Any, today: date) -> date:
    day = value if isinstance(value, date) else _parsed_day(str(value))
    if day > today or day.year < 1949:
        raise Invalid(_("成立日期不能晚于今天，请对照执照填写。"))
    return day


def _parsed_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("日期请按 2026-11-20 的样子填写。")) from None


def _count(most: int) -> Callable[..., int]:
    def read(_kind: VendorKind, _county: str, value: Any, _today: date) -> int:
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise Invalid(_("请填写整数。")) from None
        if not 0 < number <= most:
            raise Invalid(_("请填写 1 到 %(most)d 之间的数。", most=most))
        return number

    return read


_EMPTY_IS_NULL: Final = frozenset(
    {"uscc", "division_code", "member_contribution_minor", "registered_capital_minor",
     "founded_on", "member_count", "base_area_m2"}
)  # fmt: skip
_READ: Final[Mapping[str, Callable[[VendorKind, str, Any, date], Any]]] = {
    "name": _line(100, 4),
    "uscc": _uscc,
    "legal_representative": _line(40, 2),
    "registered_address": _line(200, 6),
    "member_contribution_minor": _count(99_999_999_999),
    "registered_capital_minor": _count(9_999_999_999_999),
    "company_type": _line(40, 2),
    "founded_on": _day,
    "shop_name_zh": _shop_name,
    "shop_name_en": _line(80, 2),
    "division_code": _division,
    "service_phone": _phone,
    "story_zh": _story,
    "story_en": _story,
    "member_count": _count(1_000_000),
    "base_area_m2": _count(2_000_000_000),
}


def read_account_no(typed: str) -> str:
    """The digits of a bank account. Raises: Invalid."""
    number = re.sub(r"[\s-]", "", fold(typed))
    if not re.fullmatch(r"[0-9]{8,30}", number):
        raise Invalid(
            _("账号是 8 到 30 位数字，请对照存折、银行卡或开户证明填写。"), field="account_no"
        )
    return number


def uscc_findings(kind: VendorKind, uscc: str, county: str) -> list[Finding]:
    """What the code says about itself; only warnings, the faults were refused when it was typed."""
    check = check_uscc(uscc)
    if not check.is_well_formed:
        return [Finding("licence", _("统一社会信用代码的校验位不对。"), "fail")]
    found = [Finding("licence", _("统一社会信用代码的校验位正确。"), "pass")]
    if not check.inner_ok:
        found.append(
            Finding(
                "licence", _("代码里的组织机构代码校验不符；少数真实代码也会这样，请核对。"), "warn"
            )
        )
    if not _kind_fits(kind, check):
        found.append(Finding("licence", _("代码的类别与申请的主体类型不一致。"), "fail"))
    if check.region != county:
        words = (
            _("登记机关的区划 %(code)s 与本县同属一个市，请核对执照。", code=check.region)
            if (check.region or "")[:4] == county[:4]
            else _("登记机关的区划 %(code)s 不是本县，请核对实际经营地址。", code=check.region)
        )
        found.append(Finding("licence", words, "warn"))
    return found


def _kind_fits(kind: VendorKind, check: UsccCheck) -> bool:
    wanted = {VendorKind.COOPERATIVE: UsccKind.COOPERATIVE, VendorKind.COMPANY: UsccKind.ENTERPRISE}
    return wanted.get(kind) in {None, check.kind}


@dataclass(frozen=True, slots=True)
class Doubles:
    """How many other shops share a fact that should be one's own."""

    phone: int = 0
    account: int = 0
    representative: int = 0


def findings(
    kind: VendorKind, county: str, facts: Mapping[str, Any], doubles: Doubles
) -> list[Finding]:
    """Everything the machine can tell about a hand-in. Shape: ``facts`` is its snapshot."""
    found = uscc_findings(kind, str(facts.get("uscc") or ""), county)
    name = str(facts.get("name") or "")
    fits = "专业合作" in name if kind is VendorKind.COOPERATIVE else bool(_COMPANY.search(name))
    if not fits:
        found.append(Finding("licence", _("名称里看不出申请的主体类型，请对照执照。"), "warn"))
    if doubles.representative:
        words = _("同名的法定代表人还登记了 %(n)d 家店。", n=doubles.representative)
        found.append(Finding("representative", words, "warn"))
    account: Mapping[str, Any] = facts.get("account") or {}
    holder = account.get("holder")
    if holder == name:
        found.append(Finding("account", _("户名与主体名称完全一致。"), "pass"))
    else:
        found.append(Finding("account", _("户名与主体名称不一致。"), "fail"))
    if doubles.account:
        words = _("同一家银行、尾号相同的账户还有 %(n)d 家店在用。", n=doubles.account)
        found.append(Finding("account", words, "warn"))
    if doubles.phone:
        words = _("这个售后电话还有 %(n)d 家店在用。", n=doubles.phone)
        found.append(Finding("contact", words, "warn"))
    return found
