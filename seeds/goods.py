"""The demo's papers and listings, handed in and decided like anybody's."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.service import Actor
from marketplace.catalog import service as catalog
from marketplace.catalog.models import Product
from marketplace.catalog.service import Facts, VariantFacts
from marketplace.catalog.service.bulk import load_listings
from marketplace.catalog.states import ProductState, ReturnPolicy
from marketplace.certification import service as papers
from marketplace.certification.rules import CHECKS
from marketplace.kit.clock import utcnow
from marketplace.kit.ids import uuid7
from marketplace.stock import service as stock
from marketplace.stock.bulk import receive_all
from marketplace.vendors.models import Vendor
from seeds import pavilion
from seeds.specs import CertificateSpec, CooperativeSpec, ListingSpec, VariantSpec

RECEIVED = "演示数据：首次入库"


@dataclass(frozen=True, slots=True)
class Shop:
    """A planted vendor and its papers by type."""

    vendor_id: UUID
    owner_id: UUID
    papers: dict[str, UUID]


class Shelf:
    """Puts the demo's goods on sale."""

    def __init__(self, reviewer_id: UUID, second_reviewer_id: UUID) -> None:
        self.shops: dict[str, Shop] = {}
        self._reviewers = (reviewer_id, second_reviewer_id)

    async def add_shop(
        self, session: AsyncSession, spec: CooperativeSpec, *, vendor_id: UUID, owner_id: UUID
    ) -> None:
        """Remember a vendor and have its certificates found valid."""
        shop = Shop(vendor_id, owner_id, {})
        for paper in spec.certificates:
            shop.papers[paper.type_code] = await self._certificate(session, shop, paper)
        self.shops[spec.key] = shop

    async def _certificate(self, session: AsyncSession, shop: Shop, paper: CertificateSpec) -> UUID:
        made = await papers.submit_certificate(
            session,
            vendor_id=shop.vendor_id,
            actor=Actor(shop.owner_id, "account"),
            submitted_by=shop.owner_id,
            is_demo=True,
            **asdict(paper),
        )
        reviewer = Actor(self._reviewers[1], "account")
        await papers.claim(session, certificate_id=made.id, actor=reviewer)
        await papers.accept(
            session, certificate_id=made.id, actor=reviewer, checks=dict.fromkeys(CHECKS, "pass")
        )
        return made.id

    async def add_listing(self, session: AsyncSession, spec: ListingSpec) -> None:
        """One listing: written, given sizes and stock, handed in, let on sale."""
        shop = self.shops[spec.cooperative_key]
        owner = Actor(shop.owner_id, "account")
        product = await catalog.start_product(
            session,
            vendor_id=shop.vendor_id,
            facts=facts_of(spec),
            actor=owner,
            specialty_id=spec.specialty_id,
            shape=spec.shape,
            is_demo=True,
        )
        for pack in spec.variants:
            variant = await catalog.add_variant(
                session,
                vendor_id=shop.vendor_id,
                product_id=product.id,
                facts=variant_of(pack),
                actor=owner,
            )
            if pack.stock_count:
                await stock.receive(
                    session,
                    variant_id=variant.id,
                    count=pack.stock_count,
                    reason=RECEIVED,
                    actor_id=shop.owner_id,
                )
        claimed = [shop.papers[code] for code in ("GI",) if spec.gi and code in shop.papers]
        if claimed:
            await catalog.claim_certificates(
                session,
                vendor_id=shop.vendor_id,
                product_id=product.id,
                certificate_ids=claimed,
                actor=owner,
            )
        await catalog.submit_product(
            session, vendor_id=shop.vendor_id, product_id=product.id, actor=owner
        )
        reviewer_id = self._reviewers[0]
        reviewer = Actor(reviewer_id, "account")
        await catalog.claim_product(
            session, product_id=product.id, reviewer_id=reviewer_id, actor=reviewer
        )
        await catalog.approve_product(
            session, product_id=product.id, reviewer_id=reviewer_id, actor=reviewer
        )

    @staticmethod
    async def multiply(session: AsyncSession, count: int) -> int:
        """Bring the number of listings to ``count`` in bulk; returns how many were added."""
        present = await session.scalar(select(func.count()).select_from(Product)) or 0
        missing = max(0, count - present)
        slugs = {spec.key: spec.slug for spec in pavilion.cooperative_specs()}
        ids = {slug: vendor_id for vendor_id, slug in await session.execute(
            select(Vendor.id, Vendor.slug).where(Vendor.slug.in_(slugs.values()))
        )}  # fmt: skip
        now = utcnow()
        products: list[dict[str, Any]] = []
        variants: list[dict[str, Any]] = []
        counts: list[tuple[UUID, int]] = []
        for spec in pavilion.scale_specs(missing):
            vendor_id = ids[slugs[spec.cooperative_key]]
            product = _product_row(spec, vendor_id, now)
            products.append(product)
            for row, pack in _variant_rows(spec, product["id"], vendor_id):
                variants.append(row)
                counts.append((row["id"], pack.stock_count))
        added = await load_listings(session, products=products, variants=variants)
        await receive_all(session, counts=counts, reason=RECEIVED)
        return added


def facts_of(spec: ListingSpec) -> Facts:
    """What the listing form would have been given."""
    return Facts(
        category_code=spec.category_code,
        kind=spec.kind,
        name_zh=spec.name[0],
        name_en=spec.name[1],
        title_zh=spec.title[0],
        title_en=spec.title[1],
        summary_zh=spec.summary[0],
        summary_en=spec.summary[1],
        description_zh=spec.description[0],
        description_en=spec.description[1],
        division_code=spec.origin.division_code,
        cultivar=spec.cultivar[0],
        season_months=spec.season_months,
        storage_zh=spec.storage[0],
        storage_en=spec.storage[1],
        shelf_life_zh=spec.shelf_life[0],
        shelf_life_en=spec.shelf_life[1],
        eating_zh=spec.eating[0],
        eating_en=spec.eating[1],
        ingredients=spec.ingredients,
        standard_code=spec.standard_code,
        licence_no=spec.licence_no,
        return_policy=ReturnPolicy(spec.return_policy),
        damage_rule_zh=spec.damage.text[0] if spec.damage else "",
        damage_rule_en=spec.damage.text[1] if spec.damage else "",
        dispatch_hours=spec.dispatch_hours,
    )


def variant_of(pack: VariantSpec) -> VariantFacts:
    """A pack as the form would have been given it."""
    return VariantFacts(
        name_zh=pack.name[0],
        name_en=pack.name[1],
        net_grams=pack.net_grams,
        gross_grams=pack.gross_grams,
        price_minor=pack.price_minor,
        grade=pack.grade,
        grade_standard=pack.grade_standard,
    )


def _product_row(spec: ListingSpec, vendor_id: UUID, now: datetime) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "vendor_id": vendor_id,
        "pavilion_code": spec.pavilion_code,
        "state": ProductState.LISTED,
        "shape": spec.shape,
        "specialty_id": None,
        "is_demo": True,
        "sold_count": 0,
        "version": 1,
        "published_at": now,
        **facts_of(spec).columns(),
    }


def _variant_rows(
    spec: ListingSpec, product_id: UUID, vendor_id: UUID
) -> Iterator[tuple[dict[str, Any], VariantSpec]]:
    for at, pack in enumerate(spec.variants):
        yield (
            {
                "id": uuid7(),
                "product_id": product_id,
                "vendor_id": vendor_id,
                "position": at,
                **asdict(variant_of(pack)),
            },
            pack,
        )
