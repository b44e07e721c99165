"""Applications in every stage, made by the services themselves."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account, StaffRole
from marketplace.audit.service import Actor
from marketplace.infra.storage import Storage
from marketplace.kit.check_digits import make_uscc
from marketplace.media.service import store_document
from marketplace.vendors import queries, rules, service
from marketplace.vendors.models import Vendor, VendorApplication
from marketplace.vendors.states import VendorKind
from tests.support.accounts import make_account
from tests.support.pictures import make_picture

_serials = count(700_000)


def by(account: Account) -> Actor:
    """``account`` as the audit trail names them."""
    return Actor(account.id, "account")


def facts_of(kind: VendorKind = VendorKind.COOPERATIVE, **given: Any) -> dict[str, Any]:
    """Sound facts of a walnut co-operative, or of a company."""
    serial = next(_serials)
    facts: dict[str, Any] = {
        "legal_representative": "李示例",
        "registered_address": "甘肃省陇南市成县红川镇示例村 1 号",
        "founded_on": "2019-04-01",
        "shop_name_zh": f"红川核桃社{serial}",
        "shop_name_en": f"Hongchuan Walnuts {serial}",
        "division_code": "621221105",
        "service_phone": f"0939-{serial}1",
        "story_zh": "社员一起种核桃。",
    }
    if kind is VendorKind.COOPERATIVE:
        facts["name"] = f"成县示例{serial}核桃种植农民专业合作社（演示）"
        facts["uscc"] = make_uscc(serial=serial)
        facts["member_contribution_minor"] = 50_000_000
    else:
        facts["name"] = f"成县示例{serial}农业有限公司（演示）"
        facts["uscc"] = make_uscc(serial=serial, kind="91")
        facts["registered_capital_minor"] = 100_000_000
        facts["company_type"] = "有限责任公司"
    return {**facts, **given}


async def make_draft(
    session: AsyncSession, owner: Account, kind: VendorKind = VendorKind.COOPERATIVE
) -> Vendor:
    """An application just begun."""
    return await service.start_application(
        session, actor=by(owner), owner_id=owner.id, kind=kind, pavilion_code="621221"
    )


async def complete(
    session: AsyncSession, storage: Storage, vendor: Vendor, owner: Account, **facts: Any
) -> None:
    """Fill in everything that an application needs."""
    await service.save_facts(
        session, vendor_id=vendor.id, actor=by(owner), facts=facts_of(vendor.kind, **facts)
    )
    for code in rules.REQUIRED_DOCUMENTS:
        stored = await store_document(
            session, storage, data=make_picture(), vendor_id=vendor.id, uploaded_by=owner.id
        )
        await service.attach_document(
            session, vendor_id=vendor.id, actor=by(owner), uploaded_by=owner.id, type_code=code,
            file_id=stored.id, has_consented=True,
        )  # fmt: skip
    await service.set_settlement_account(
        session, vendor_id=vendor.id, actor=by(owner), created_by=owner.id,
        holder_name=vendor.name, bank_name="示例农村商业银行成县支行",
        account_no=f"62000000{next(_serials):08d}", has_consented=True,
    )  # fmt: skip
    texts = await queries.agreements(session, rules.AGREEMENTS)
    await service.accept_agreements(
        session, vendor_id=vendor.id, actor=by(owner), account_id=owner.id,
        accepted=[(text.code, text.version) for text in texts],
    )  # fmt: skip


async def make_application(
    session: AsyncSession, storage: Storage, *, owner: Account | None = None, **facts: Any
) -> VendorApplication:
    """A complete application of a co-operative, handed in."""
    owner = owner or await make_account(session, name="张社长")
    vendor = await make_draft(session, owner)
    await complete(session, storage, vendor, owner, **facts)
    return await service.submit(
        session, vendor_id=vendor.id, actor=by(owner), account_id=owner.id,
        now=facts.get("now", datetime.now(UTC)),
    )  # fmt: skip


async def make_reviewer(session: AsyncSession, name: str = "赵审核") -> Account:
    """A reviewer with a name to be told by."""
    return await make_account(session, StaffRole.REVIEWER, name=name)
