"""An application's answers in words, for those who check them: the applicant and the reviewer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.http.pages import path_for
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.kit.moments import show_day
from marketplace.kit.money import format_money
from marketplace.regions.queries import lineages, spoken
from marketplace.vendors import queries, rules
from marketplace.vendors.queries import Dossier
from marketplace.vendors.states import VendorKind

Row = tuple[str, Any, str, str]
"""Term, value, link to change it (or nothing), the earlier value (or nothing)."""
Sections = list[tuple[str, str, list[Row]]]
"""Key, title, rows."""
AMOUNTS: Final = ("member_contribution_minor", "registered_capital_minor")
_MU_PER_TWO_THOUSAND_M2: Final = 3


def mu_from_area(square_metres: int) -> str:
    """``square_metres`` in 亩, to one decimal."""
    return f"{square_metres * _MU_PER_TWO_THOUSAND_M2 / 2000:.1f}".removesuffix(".0")


def area_from_mu(mu: float) -> int:
    """Square metres of ``mu`` 亩."""
    return max(1, round(mu * 2000 / _MU_PER_TWO_THOUSAND_M2))


def term(field: str) -> str:
    """What a fact is called on a page."""
    return {
        "name": _("名称"),
        "uscc": _("统一社会信用代码"),
        "legal_representative": _("法定代表人"),
        "registered_address": _("住所"),
        "company_type": _("类型"),
        "registered_capital_minor": _("注册资本"),
        "member_contribution_minor": _("成员出资总额"),
        "founded_on": _("成立日期"),
        "shop_name_zh": _("店名"),
        "shop_name_en": _("英文店名"),
        "division_code": _("产地"),
        "service_phone": _("售后电话"),
        "story_zh": _("店铺介绍"),
        "story_en": _("英文介绍"),
        "member_count": _("成员数"),
        "base_area_m2": _("基地面积"),
        "account": _("收款账户"),
        rules.LICENCE: _("营业执照"),
        rules.LEGAL_REP_ID: _("法定代表人身份证件"),
        rules.BANK_PROOF: _("开户证明"),
    }[field]


def value(field: str, stored: Any, place: str) -> str:
    """A fact as people read it; ``stored`` as in the snapshot of an application."""
    if stored in (None, ""):
        return ""
    if field in AMOUNTS:
        return format_money(int(stored), language())
    if field == "division_code":
        return place
    if field == "founded_on":
        return show_day(date.fromisoformat(str(stored)))
    if field == "base_area_m2":
        return _("%(hectares)s 公顷（约 %(mu)s 亩）",
                 hectares=f"{int(stored) / 10_000:.2f}", mu=mu_from_area(int(stored)))  # fmt: skip
    if field == "member_count":
        return _("%(n)s 人", n=stored)
    return str(stored)


def account_words(account: Mapping[str, str] | None) -> str:
    """``户名，银行，尾号 1234``."""
    if not account:
        return ""
    return _(
        "%(holder)s，%(bank)s，尾号 %(tail)s",
        holder=account["holder"], bank=account["bank"], tail=account["last_four"],
    )  # fmt: skip


def fact_sections(
    kind: VendorKind,
    facts: Mapping[str, Any],
    *,
    place: str,
    earlier: Mapping[str, Any] | None = None,
    links: Mapping[str, str] | None = None,
) -> Sections:
    """Identity, shop and account, with what has changed since ``earlier``."""
    hrefs = links or {}
    groups = [
        ("identity", _("主体信息"), rules.IDENTITY.get(kind, ())),
        ("shop", _("店铺信息"), rules.SHOP),
    ]
    found: Sections = []
    for key, title, fields in groups:
        rows = [
            (
                term(field),
                value(field, facts.get(field), place),
                hrefs.get(key, ""),
                _before(field, facts, earlier),
            )
            for field in fields
        ]
        found.append((key, title, rows))
    then = account_words(earlier.get("account")) if earlier else ""
    now = account_words(facts.get("account"))
    found.append(
        (
            "account",
            _("收款账户"),
            [(_("收款账户"), now, hrefs.get("account", ""), then if then != now else "")],
        )
    )
    return found


def _before(field: str, facts: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> str:
    if earlier is None or earlier.get(field) == facts.get(field):
        return ""
    return value(field, earlier.get(field), str(earlier.get(field) or "")) or _("未填写")


async def answers(
    request: Request, session: AsyncSession, dossier: Dossier, *, is_open: bool
) -> Sections:
    """The whole application for its applicant, each answer with the way to change it."""
    vendor = dossier.vendor
    facts = queries.snapshot(dossier)
    code = vendor.division_code
    place = spoken((await lineages(session, [code]))[code]) if code else ""
    links = {
        key: path_for(request, f"vendor.onboarding.{key}") if is_open else "" for key in rules.TASKS
    }
    sections = fact_sections(vendor.kind, facts, place=place, links=links)
    papers: Sequence[Row] = [
        (
            term(code),
            _("已上传") if code in dossier.documents else "",
            links["documents"],
            "",
        )
        for code in rules.DOCUMENTS
    ]
    sections.append(("documents", _("证照照片"), list(papers)))
    texts: list[Row] = [
        (
            text.title_en if language() == "en" else text.title_zh,
            _("已同意 %(version)s 版", version=text.version)
            if (text.code, text.version) in dossier.accepted
            else "",
            links["agreements"],
            "",
        )
        for text in dossier.agreements
    ]
    sections.append(("agreements", _("规则与协议"), texts))
    return sections
