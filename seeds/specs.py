"""What the demo consists of, as frozen rows: nothing here knows how it is written down."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from marketplace.catalog.illustration import Season
from marketplace.catalog.states import ProductKind, ReturnPolicy
from marketplace.vendors.states import VendorKind
from seeds.crops import Pair
from seeds.places import Origin

FreightKey = Literal["standard", "fresh", "frozen"]


@dataclass(frozen=True, slots=True)
class CertificateSpec:
    """A paper of a fictional holder; its number carries region 999999 or says it is a sample."""

    type_code: str
    number: str
    holder: str
    issuer: str
    issued_on: date
    valid_from: date
    valid_until: date | None
    scope: str


@dataclass(frozen=True, slots=True)
class CooperativeSpec:
    """One fictional co-operative or company.

    Units: amounts in 分, area in square metres.
    """

    key: str
    slug: str
    kind: VendorKind
    name: str
    shop_name_zh: str
    shop_name_en: str
    uscc: str
    legal_representative: str
    member_contribution_minor: int | None
    registered_capital_minor: int | None
    company_type: str
    registered_address: str
    origin: Origin
    phone: str
    """E.164, of the owner's account; shown masked."""
    founded_on: date
    member_count: int | None
    base_area_m2: int | None
    story: Pair
    freight_key: FreightKey
    certificates: tuple[CertificateSpec, ...]

    @property
    def masked_phone(self) -> str:
        return masked(self.phone)

    @property
    def pavilion_code(self) -> str:
        return self.origin.county_code


def masked(phone: str) -> str:
    """「199****0123」."""
    local = phone.removeprefix("+86")
    return f"{local[:3]}****{local[-4:]}"


@dataclass(frozen=True, slots=True)
class VariantSpec:
    """One pack on sale.

    Units: price in 分, weights in grams.
    """

    sku: str
    name: Pair
    net_grams: int
    gross_grams: int
    millilitres: int | None
    pieces: int | None
    price_minor: int
    stock_count: int
    grade: str
    grade_standard: str


@dataclass(frozen=True, slots=True)
class GiFact:
    """What public sources say about the place name. Never a claim, never a badge."""

    status: Literal["registered", "unverified"]
    confidence: str
    number: str


@dataclass(frozen=True, slots=True)
class DamageRule:
    """How a buyer is paid for what arrives spoilt."""

    key: Literal["fresh", "ripening", "live", "frozen", "eggs", "delicate"]
    claim_hours: int
    text: Pair


@dataclass(frozen=True, slots=True)
class ListingSpec:
    """One listing of one co-operative, with everything its page says."""

    key: str
    specialty_id: str | None
    """Row of ``specialties.csv``; None for the flagship county's additional goods."""
    cooperative_key: str
    pavilion_code: str
    kind: ProductKind
    category_code: str
    name: Pair
    title: Pair
    summary: Pair
    description: Pair
    origin: Origin
    cultivar: Pair
    season_months: tuple[int, ...]
    """Empty means all year."""
    storage: Pair
    shelf_life: Pair
    eating: Pair
    ingredients: str
    standard_code: str
    licence_no: str
    return_policy: ReturnPolicy
    damage: DamageRule | None
    dispatch_hours: int
    needs_cold_chain: bool
    needs_lot_certificate: bool
    """承诺达标合格证 is due per lot."""
    substance: str
    """Its name in the list of 食药物质; empty when it is on no such list."""
    gi: GiFact | None
    shape: str
    season: Season
    freight_key: FreightKey
    variants: tuple[VariantSpec, ...]
    """Empty for what is only shown."""

    @property
    def is_for_sale(self) -> bool:
        return self.return_policy is not ReturnPolicy.DISPLAY_ONLY


@dataclass(frozen=True, slots=True)
class PavilionSpec:
    """The shop window of one county."""

    code: str
    name: Pair
    intro: Pair
    is_flagship: bool


@dataclass(frozen=True, slots=True)
class AddressSpec:
    """A delivery address in a real town, at a door that does not exist."""

    recipient: str
    phone: str
    province_code: str
    city_code: str
    county_code: str
    town_code: str
    detail: str


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """Somebody who signs in."""

    key: str
    role: Literal["consumer", "owner", "clerk", "reviewer", "finance", "operator", "administrator"]
    name: str
    phone: str
    """E.164, from a block we only use for demonstration."""
    email: str
    language: Literal["zh-CN", "en"]
    cooperative_key: str
    """Empty for everybody who works for no vendor."""
    addresses: tuple[AddressSpec, ...]


@dataclass(frozen=True, slots=True)
class FreightRuleSpec:
    """The price for some provinces; without provinces, for all the rest.

    Units: grams of gross weight, money in 分.
    """

    province_codes: tuple[str, ...]
    is_served: bool
    first_grams: int
    first_minor: int
    step_grams: int
    step_minor: int
    free_from_minor: int | None


@dataclass(frozen=True, slots=True)
class FreightTemplateSpec:
    """A vendor's price list for sending."""

    key: FreightKey
    name: str
    rules: tuple[FreightRuleSpec, ...]
