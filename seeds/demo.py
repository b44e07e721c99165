"""Plants the demo: people, vendors through the review desk, listings through review, freight.

Everything goes through the services a person's click would use; nothing is inserted behind their
backs, so the demo has the same trail, papers and decisions as a real installation.
"""

import io
from collections.abc import Collection, Iterable
from functools import cache
from typing import Final
from uuid import UUID

from PIL import Image, ImageDraw
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.accounts.models import StaffRole
from marketplace.accounts.passwords import hash_password
from marketplace.accounts.service.addresses import AddressFacts, add_address
from marketplace.accounts.service.people import create_account
from marketplace.audit.service import Actor
from marketplace.infra.storage import Storage
from marketplace.media.service import store_document
from marketplace.messages.service import quietly
from marketplace.search.service import rebuild
from marketplace.shipping.rules import Terms
from marketplace.shipping.service import save_template
from marketplace.vendors import queries as vendor_queries
from marketplace.vendors import rules
from marketplace.vendors import service as vendors
from marketplace.vendors.states import VendorKind
from seeds import pavilion
from seeds.agreements import load_agreements
from seeds.goods import Shelf
from seeds.people import PASSWORD, load_buyers, people
from seeds.specs import CooperativeSpec, PersonSpec

Sessions = async_sessionmaker[AsyncSession]

ROLES: Final = {
    "reviewer": StaffRole.REVIEWER,
    "finance": StaffRole.FINANCE,
    "operator": StaffRole.OPERATOR,
    "administrator": StaffRole.ADMINISTRATOR,
}


def acting(account_id: UUID) -> Actor:
    """``account_id`` as the audit trail names them."""
    return Actor(account_id, "account")


async def plant(
    sessions: Sessions, tools: dict[type, object], *, counties: Collection[str] = ()
) -> None:
    """The whole demo in one transaction: it is there complete, or not at all.

    ``counties`` (six-digit codes) plants only what is sold there.
    """
    storage = tools[Storage]
    assert isinstance(storage, Storage)
    with quietly():
        async with sessions.begin() as session:
            await _plant(session, storage, counties)


async def _plant(session: AsyncSession, storage: Storage, counties: Collection[str]) -> None:
    await load_agreements(session)
    accounts = await _people(session, (*people(), *load_buyers()))
    shelf = Shelf(accounts["reviewer-1"], accounts["reviewer-2"])
    for shop in pavilion.cooperative_specs():
        if counties and shop.pavilion_code not in counties:
            continue
        owner_id = await _owner(session, shop, accounts)
        vendor_id = await _vendor(session, storage, shop, owner_id, accounts["reviewer-1"])
        await shelf.add_shop(session, shop, vendor_id=vendor_id, owner_id=owner_id)
    await _clerks(session, shelf, accounts)
    for listing in pavilion.listing_specs():
        if listing.cooperative_key in shelf.shops:
            await shelf.add_listing(session, listing)
    await _index(session)


async def multiply(sessions: Sessions, count: int) -> None:
    """Bring the catalogue to ``count`` listings, for load work."""
    async with sessions.begin() as session:
        await Shelf.multiply(session, count)
        await _index(session)


async def _index(session: AsyncSession) -> None:
    """Everything on show at once; the jobs that were queued one by one are then idle work."""
    await rebuild(session)
    await session.execute(
        text(
            "DELETE FROM procrastinate_jobs WHERE status = 'todo'"
            " AND task_name IN"
            " ('search:refresh_product', 'search:refresh_vendor', 'catalog:tell_decision')"
        )
    )


async def _people(session: AsyncSession, persons: Iterable[PersonSpec]) -> dict[str, UUID]:
    password_hash = await hash_password(PASSWORD)
    made: dict[str, UUID] = {}
    for person in persons:
        role = ROLES.get(person.role)
        account = await create_account(
            session,
            phone=person.phone,
            name=person.name,
            password_hash=password_hash,
            email=person.email,
            language=person.language,
            is_demo=True,
            roles=[role] if role else [],
        )
        made[person.key] = account.id
        for at, address in enumerate(person.addresses):
            facts = AddressFacts(
                recipient=address.recipient,
                phone=address.phone,
                division_code=address.town_code,
                detail=address.detail,
                is_default=at == 0,
            )
            await add_address(session, account_id=account.id, facts=facts)
    return made


async def _owner(session: AsyncSession, shop: CooperativeSpec, accounts: dict[str, UUID]) -> UUID:
    known = next(
        (
            each.key
            for each in people()
            if each.role == "owner" and each.cooperative_key == shop.key
        ),
        None,
    )
    if known:
        return accounts[known]
    account = await create_account(
        session, phone=shop.phone, name=shop.legal_representative, is_demo=True
    )
    return account.id


async def _clerks(session: AsyncSession, shelf: Shelf, accounts: dict[str, UUID]) -> None:
    for person in people():
        if person.role != "clerk" or person.cooperative_key not in shelf.shops:
            continue
        shop = shelf.shops[person.cooperative_key]
        await vendors.invite_clerk(
            session,
            vendor_id=shop.vendor_id,
            actor=acting(shop.owner_id),
            phone=person.phone,
            name=person.name,
        )
        assert accounts[person.key]


async def _vendor(
    session: AsyncSession,
    storage: Storage,
    shop: CooperativeSpec,
    owner_id: UUID,
    reviewer_id: UUID,
) -> UUID:
    """One vendor, from the first page of its application to the approval."""
    actor = acting(owner_id)
    vendor = await vendors.start_application(
        session,
        actor=actor,
        owner_id=owner_id,
        kind=shop.kind,
        pavilion_code=shop.pavilion_code,
        slug=shop.slug,
        is_demo=True,
    )
    await vendors.save_facts(session, vendor_id=vendor.id, actor=actor, facts=_facts(shop))
    for code in rules.REQUIRED_DOCUMENTS:
        stored = await store_document(
            session, storage, data=specimen(code), vendor_id=vendor.id, uploaded_by=owner_id
        )
        await vendors.attach_document(
            session,
            vendor_id=vendor.id,
            actor=actor,
            uploaded_by=owner_id,
            type_code=code,
            file_id=stored.id,
            has_consented=True,
        )
    await vendors.set_settlement_account(
        session,
        vendor_id=vendor.id,
        actor=actor,
        created_by=owner_id,
        holder_name=shop.name,
        bank_name="示例农村商业银行",
        account_no=f"62{int(shop.uscc[9:17], 36) % 10**14:014d}",
        has_consented=True,
    )
    texts = await vendor_queries.agreements(session, rules.AGREEMENTS)
    await vendors.accept_agreements(
        session,
        vendor_id=vendor.id,
        actor=actor,
        account_id=owner_id,
        accepted=[(each.code, each.version) for each in texts],
    )
    application = await vendors.submit(
        session, vendor_id=vendor.id, actor=actor, account_id=owner_id
    )
    reviewer = acting(reviewer_id)
    await vendors.claim(session, application_id=application.id, actor=reviewer)
    await vendors.approve(
        session, application_id=application.id, actor=reviewer, checks=rules.ALL_PASSED
    )
    await _freight(session, shop, vendor.id, actor)
    return vendor.id


def _facts(shop: CooperativeSpec) -> dict[str, object]:
    facts: dict[str, object] = {
        "name": shop.name,
        "uscc": shop.uscc,
        "legal_representative": shop.legal_representative,
        "registered_address": shop.registered_address,
        "founded_on": shop.founded_on.isoformat(),
        "shop_name_zh": shop.shop_name_zh,
        "shop_name_en": shop.shop_name_en,
        "division_code": shop.origin.division_code,
        "service_phone": f"0939-{int(shop.uscc[9:17], 36) % 10**7:07d}",
        "story_zh": shop.story[0],
        "story_en": shop.story[1],
        "member_count": shop.member_count,
        "base_area_m2": shop.base_area_m2,
    }
    if shop.kind is VendorKind.COOPERATIVE:
        facts["member_contribution_minor"] = shop.member_contribution_minor
    else:
        facts["registered_capital_minor"] = shop.registered_capital_minor
        facts["company_type"] = shop.company_type
    return {key: value for key, value in facts.items() if value is not None}


async def _freight(
    session: AsyncSession, shop: CooperativeSpec, vendor_id: UUID, actor: Actor
) -> None:
    spec = pavilion.freight_template(shop)
    await save_template(
        session,
        vendor_id=vendor_id,
        name=spec.name,
        actor=actor,
        terms=[
            Terms(
                province_codes=rule.province_codes,
                is_served=rule.is_served,
                first_grams=rule.first_grams,
                first_minor=rule.first_minor,
                step_grams=rule.step_grams,
                step_minor=rule.step_minor,
                free_from_minor=rule.free_from_minor,
            )
            for rule in spec.rules
        ],
    )


@cache
def specimen(code: str) -> bytes:
    """A picture that nobody could mistake for a real paper."""
    image = Image.new("RGB", (480, 316), "#FBF6EA")
    pen = ImageDraw.Draw(image)
    pen.rectangle((12, 12, 468, 304), outline="#B23A2E", width=4)
    for at in range(0, 640, 40):
        pen.line((at - 160, 304, at + 40, 12), fill="#EFE6D0", width=2)
    pen.text((30, 40), f"SPECIMEN  {code}", fill="#3B3228", font_size=26)
    pen.text((30, 90), "DEMONSTRATION DATA - NOT A DOCUMENT", fill="#B23A2E", font_size=18)
    packed = io.BytesIO()
    image.save(packed, "PNG")
    return packed.getvalue()
