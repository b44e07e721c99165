"""The rows of ``seeds/data/china`` as frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Province:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class City:
    code: str
    name: str
    province_code: str


@dataclass(frozen=True, slots=True)
class County:
    code: str
    name: str
    city_code: str
    province_code: str


@dataclass(frozen=True, slots=True)
class Town:
    code: str
    name: str
    county_code: str


@dataclass(frozen=True, slots=True)
class Village:
    code: str
    name: str
    town_code: str
    county_code: str

    @property
    def short_name(self) -> str:
        """The place as people say it: 「庙湾村」, not 「庙湾村村民委员会」."""
        for ending in ("村民委员会", "居民委员会", "委员会"):
            if self.name.endswith(ending):
                return self.name.removesuffix(ending)
        return self.name


@dataclass(frozen=True, slots=True)
class SpecialRegion:
    """Hong Kong, Macao or Taiwan: names only, the statistical codes stop at the province."""

    code: str
    name: str
    districts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    name_zh: str
    name_en: str
    food_licence_codes: tuple[str, ...]
    return_default: str
    age_gated: bool
    claims_risk: str


@dataclass(frozen=True, slots=True)
class CertificateType:
    code: str
    name_zh: str
    name_en: str
    issuer: str
    subject: str
    number_pattern: str
    expires: str
    badge_zh: str
    badge_en: str
    verify_at: str
    check_points: str
    public_fields: str


@dataclass(frozen=True, slots=True)
class FoodLicenceCategory:
    code: str
    name_zh: str
    name_en: str
    is_open: bool
    note: str


@dataclass(frozen=True, slots=True)
class FoodMedicineSubstance:
    name: str
    listed_in: str
    restriction: str


@dataclass(frozen=True, slots=True)
class Carrier:
    code: str
    name_zh: str
    name_en: str
    is_active: bool
    kuaidi100_code: str
    kdniao_code: str
    waybill_pattern: str
    waybill_note: str
    needs_phone_tail: bool
    phone: str


@dataclass(frozen=True, slots=True)
class LogisticsState:
    code: str
    name_zh: str
    name_en: str
    kuaidi100_states: tuple[str, ...]
    kdniao_states: tuple[str, ...]
    weixin_state: str
    buyer_text_zh: str


@dataclass(frozen=True, slots=True)
class Unit:
    name_zh: str
    name_en: str
    symbol: str
    grams: int | None
    is_legal: bool
    display_rule: str


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    is_working: bool
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class SolarTerm:
    day: date
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Festival:
    kind: str
    name_zh: str
    name_en: str
    starts_on: date
    ends_on: date
    note: str


@dataclass(frozen=True, slots=True)
class Specialty:
    """A product a place is known for. Season, pack and shelf life are typical, not label claims."""

    id: str
    name_zh: str
    name_en: str
    category_code: str
    province: str
    province_en: str
    city: str
    county: str
    """Empty where the specialty belongs to a whole prefecture."""
    division_code: str
    gi: str
    gi_confidence: str
    gi_number: str
    months: tuple[int, ...]
    process: str
    storage: str
    pack: str
    shelf_life: str
    return_policy: str
    lot_certificate: str
    """The file's ``hgz_required``, with its own words where the answer is not plain yes or no."""
    licence_path: str
    has_trademark_risk: bool
    note: str

    @property
    def is_county_level(self) -> bool:
        return not self.division_code.endswith("00")
