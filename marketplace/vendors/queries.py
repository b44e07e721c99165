"""Reads about vendors: the dossier and its tasks, the people, what the public may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Account
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.messages.recipient import Recipient
from marketplace.regions.queries import lineages, spoken
from marketplace.vendors import rules
from marketplace.vendors.errors import OwnShop
from marketplace.vendors.models import (
    Agreement,
    AgreementAcceptance,
    MemberRole,
    SettlementAccount,
    Vendor,
    VendorApplication,
    VendorDocument,
    VendorMember,
)
from marketplace.vendors.states import VendorKind, VendorState

PUBLIC_STATES: Final = (VendorState.TRADING, VendorState.SUSPENDED, VendorState.CLOSED)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything an application is made of."""

    vendor: Vendor
    documents: Mapping[str, VendorDocument]
    """The current paper of each type."""
    account: SettlementAccount | None
    agreements: Sequence[Agreement]
    """What is to be accepted, in the versions in force."""
    accepted: frozenset[tuple[str, str]]
    application: VendorApplication | None
    """The latest hand-in."""

    @property
    def corrections(self) -> Mapping[str, str]:
        """What the reviewers asked to be mended and nobody has handed in again yet."""
        if self.vendor.state is not VendorState.CORRECTION or self.application is None:
            return {}
        return self.application.corrections


@dataclass(frozen=True, slots=True)
class Task:
    """One part of an application. State: done, todo, started, or wrong (still to be mended)."""

    key: str
    text: str
    state: str
    note: str = ""


async def vendor(session: AsyncSession, vendor_id: UUID) -> Vendor:
    """One vendor. Raises: NotFound."""
    found = await session.get(Vendor, vendor_id)
    if found is None:
        raise NotFound(_("没有找到这家店铺。"))
    return found


async def dossier(session: AsyncSession, vendor_id: UUID) -> Dossier:
    """What has been handed in so far; five queries. Raises: NotFound."""
    found = await vendor(session, vendor_id)
    papers = await session.scalars(
        select(VendorDocument).where(
            VendorDocument.vendor_id == vendor_id, VendorDocument.replaced_at.is_(None)
        )
    )
    accepted = await session.execute(
        select(AgreementAcceptance.agreement_code, AgreementAcceptance.version).where(
            AgreementAcceptance.vendor_id == vendor_id
        )
    )
    application = await session.scalar(
        select(VendorApplication)
        .where(VendorApplication.vendor_id == vendor_id)
        .order_by(VendorApplication.round.desc())
        .limit(1)
    )
    return Dossier(
        vendor=found,
        documents={paper.type_code: paper for paper in papers},
        account=await settlement_account(session, vendor_id),
        agreements=await agreements(session, rules.AGREEMENTS),
        accepted=frozenset((code, version) for code, version in accepted),
        application=application,
    )


async def settlement_account(session: AsyncSession, vendor_id: UUID) -> SettlementAccount | None:
    """Where the vendor is paid now."""
    found: SettlementAccount | None = await session.scalar(
        select(SettlementAccount).where(
            SettlementAccount.vendor_id == vendor_id, SettlementAccount.replaced_at.is_(None)
        )
    )
    return found


def tasks(found: Dossier) -> list[Task]:
    """The parts of the application in the order in which they are best done."""
    return [
        _task(found, "identity", _("主体信息"), _identity_left(found)),
        _task(found, "shop", _("店铺信息"), _shop_left(found)),
        _task(found, "documents", _("证照照片"), _papers_left(found)),
        _task(found, "account", _("收款账户"), _account_left(found)),
        _task(found, "agreements", _("规则与协议"), _texts_left(found)),
    ]


def _task(found: Dossier, key: str, text: str, left: tuple[bool, str]) -> Task:
    is_begun, note = left
    if note:
        return Task(key, text, "started" if is_begun else "todo", note)
    asked = {
        field: sentence for field, sentence in found.corrections.items() if task_of(field) == key
    }
    if not asked:
        return Task(key, text, "done")
    words = _("审核人员要求：%(what)s", what="；".join(asked.values()))
    untouched = [field for field in asked if _as_handed_in(found, field)]
    return Task(key, text, "wrong" if untouched else "done", words)


def _as_handed_in(found: Dossier, field: str) -> bool:
    """Whether what the reviewers want mended is still as it was when they saw it."""
    assert found.application is not None
    then, now = found.application.snapshot, snapshot(found)
    if field in rules.DOCUMENTS:
        then, now = then.get("documents", {}), now["documents"]
    return then.get(field) == now.get(field)


def is_complete(parts: Sequence[Task]) -> bool:
    """Whether an application can be handed in.

    A part the reviewers wanted mended may be left as it is: they can be wrong, and will see it.
    """
    return all(part.state in {"done", "wrong"} for part in parts)


def task_of(field: str) -> str:
    """The task under which a fact is filled in."""
    if field in rules.SHOP:
        return "shop"
    if field in rules.DOCUMENTS or field == "documents":
        return "documents"
    if field in {"account", "holder_name", "bank_name", "account_no"}:
        return "account"
    return "agreements" if field == "agreements" else "identity"


def _identity_left(found: Dossier) -> tuple[bool, str]:
    vendor = found.vendor
    needed = rules.needed_facts(vendor.kind)
    missing = [field for field in needed if not getattr(vendor, field)]
    if not missing:
        return True, ""
    return len(missing) < len(needed), _("还差 %(n)d 项。", n=len(missing))


def _shop_left(found: Dossier) -> tuple[bool, str]:
    vendor = found.vendor
    needed = [field for field in rules.SHOP if field not in rules.OPTIONAL]
    missing = [field for field in needed if not getattr(vendor, field)]
    if not missing:
        return True, ""
    return len(missing) < len(needed), _("还差 %(n)d 项。", n=len(missing))


def _papers_left(found: Dossier) -> tuple[bool, str]:
    missing = [code for code in rules.REQUIRED_DOCUMENTS if code not in found.documents]
    if not missing:
        return True, ""
    return bool(found.documents), _("还差 %(n)d 份。", n=len(missing))


def _account_left(found: Dossier) -> tuple[bool, str]:
    if found.account is None:
        return False, _("用与主体同名的账户收款。")
    if found.account.holder_name != found.vendor.name:
        return True, _("户名与主体名称不一致，请重新填写。")
    return True, ""


def _texts_left(found: Dossier) -> tuple[bool, str]:
    missing = [text for text in found.agreements if (text.code, text.version) not in found.accepted]
    if found.agreements and not missing:
        return True, ""
    return bool(found.accepted), _("逐份阅读后同意。")


def snapshot(found: Dossier) -> dict[str, Any]:
    """The facts as they are handed in; sensitive numbers only by their last digits."""
    vendor = found.vendor
    facts: dict[str, Any] = {"kind": vendor.kind.value, "pavilion_code": vendor.pavilion_code}
    for field in (*rules.IDENTITY.get(vendor.kind, ()), *rules.SHOP):
        value = getattr(vendor, field)
        facts[field] = value.isoformat() if isinstance(value, date) else value
    facts["documents"] = {code: str(paper.file_id) for code, paper in found.documents.items()}
    if found.account is not None:
        facts["account"] = {
            "holder": found.account.holder_name,
            "bank": found.account.bank_name,
            "last_four": found.account.last_four,
        }
    facts["agreements"] = [f"{text.code}@{text.version}" for text in found.agreements]
    return facts


# --- Texts ----------------------------------------------------------------------------------


async def agreements(session: AsyncSession, codes: Collection[str] = ()) -> Sequence[Agreement]:
    """The version in force of each text, in the order of ``codes`` (of all, by code)."""
    chosen = (
        select(Agreement)
        .where(Agreement.effective_at <= func.now())
        .ext(distinct_on(Agreement.code))
        .order_by(Agreement.code, Agreement.effective_at.desc(), Agreement.version.desc())
    )
    if codes:
        chosen = chosen.where(Agreement.code.in_(codes))
    found = (await session.scalars(chosen)).all()
    if not codes:
        return found
    order = list(codes)
    return sorted(found, key=lambda text: order.index(text.code))


async def agreement(session: AsyncSession, code: str, version: str | None = None) -> Agreement:
    """One text: the given version, or the one in force. Raises: NotFound."""
    if version is not None:
        found = await session.get(Agreement, (code, version))
    else:
        found = next(iter(await agreements(session, [code])), None)
    if found is None:
        raise NotFound(_("没有找到这份规则。"))
    return found


async def versions(session: AsyncSession, code: str) -> Sequence[Agreement]:
    """Every version of a text, the newest first; all stay readable. Source: art. 28."""
    return (
        await session.scalars(
            select(Agreement).where(Agreement.code == code).order_by(Agreement.effective_at.desc())
        )
    ).all()


# --- People ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works for a vendor."""

    member_id: UUID
    account_id: UUID
    name: str
    phone: str
    role: MemberRole
    since: datetime


async def staff(session: AsyncSession, vendor_id: UUID) -> list[Person]:
    """Who works here, owners first."""
    rows = await session.execute(
        select(VendorMember, Account)
        .join(Account, Account.id == VendorMember.account_id)
        .where(VendorMember.vendor_id == vendor_id, VendorMember.ended_at.is_(None))
        .order_by(VendorMember.role.desc(), VendorMember.created_at)
    )
    return [Person(m.id, a.id, a.name, a.phone, m.role, m.created_at) for m, a in rows]


async def people(session: AsyncSession, vendor_id: UUID) -> list[Recipient]:
    """Everybody at a vendor who is told its news."""
    members = await session.scalars(
        select(VendorMember.account_id).where(
            VendorMember.vendor_id == vendor_id, VendorMember.ended_at.is_(None)
        )
    )
    ids = members.all()
    return await accounts.recipients(session, ids) if ids else []


async def require_no_interest(
    session: AsyncSession, vendor_id: UUID, account_id: UUID | None
) -> None:
    """Nobody decides on a shop they work for, or have worked for.

    Raises: OwnShop.
    """
    if account_id is None:
        return
    tie = await session.scalar(
        select(VendorMember.id)
        .where(VendorMember.vendor_id == vendor_id, VendorMember.account_id == account_id)
        .limit(1)
    )
    if tie is not None:
        raise OwnShop(_("您在这家店任职过，按回避规定不能审核它。请交给其他同事。"))


# --- What the public may see ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Licence:
    """The facts that the law wants shown about a merchant.

    Source: E-Commerce Law art. 15; Measures for Online Trading art. 12; domain rule MER-2.
    """

    vendor: Vendor
    kind_text: str
    place: str
    """Province to town, as written on a parcel."""
    facts: Sequence[tuple[str, Any]]
    """Term and value, in the order of the law; amounts are in 分 under terms that say so."""
    verified_on: datetime | None


async def public_vendor(session: AsyncSession, slug: str) -> Vendor:
    """A vendor that has been approved; one that is stopped or gone keeps its facts on show.

    Raises: NotFound.
    """
    found: Vendor | None = await session.scalar(
        select(Vendor).where(Vendor.slug == slug, Vendor.state.in_(PUBLIC_STATES))
    )
    if found is None:
        raise NotFound(_("没有找到这家店铺，或它还没有开张。"))
    return found


def kind_text(kind: VendorKind) -> str:
    """The legal kind in the reader's language."""
    return {
        VendorKind.COOPERATIVE: _("农民专业合作社"),
        VendorKind.COMPANY: _("企业"),
        VendorKind.SOLE_TRADER: _("个体工商户"),
        VendorKind.FAMILY_FARM: _("家庭农场"),
        VendorKind.UNREGISTERED: _("未登记经营者"),
    }[kind]


async def licence(session: AsyncSession, slug: str) -> Licence:
    """What ``/v/{slug}/licence`` shows. Raises: NotFound."""
    found = await public_vendor(session, slug)
    place = await place_of(session, found)
    return Licence(
        vendor=found,
        kind_text=kind_text(found.kind),
        place=place,
        facts=licence_facts(found),
        verified_on=found.approved_at,
    )


async def place_of(session: AsyncSession, found: Vendor) -> str:
    """``甘肃省陇南市成县红川镇``: where the vendor is at home."""
    code = found.division_code or found.pavilion_code
    return spoken((await lineages(session, [code]))[code])


def licence_facts(found: Vendor) -> list[tuple[str, Any]]:
    """Exactly the fields of domain rule MER-2 for this legal kind; amounts as ``int`` in 分."""
    facts: list[tuple[str, Any]] = [
        (_("统一社会信用代码"), found.uscc),
        (_("名称"), found.name),
    ]
    if found.kind is VendorKind.COMPANY:
        facts.append((_("类型"), found.company_type))
    facts += [
        (_("法定代表人"), found.legal_representative),
        (_("住所"), found.registered_address),
    ]
    if found.kind is VendorKind.COMPANY:
        facts.append((_("注册资本"), found.registered_capital_minor))
    elif found.kind is VendorKind.COOPERATIVE:
        facts.append((_("成员出资总额"), found.member_contribution_minor))
    return facts
