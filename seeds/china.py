"""Typed readers of the public facts in ``seeds/data/china``; no judgement and no fiction here."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from seeds.records import (
    Carrier,
    Category,
    CertificateType,
    City,
    County,
    Festival,
    FoodLicenceCategory,
    FoodMedicineSubstance,
    Holiday,
    LogisticsState,
    Province,
    SolarTerm,
    SpecialRegion,
    Specialty,
    Town,
    Unit,
    Village,
)

FOLDER: Final = Path(__file__).parent / "data" / "china"

ALL_MONTHS: Final = tuple(range(1, 13))

Row = Mapping[str, str]
T = TypeVar("T")


def _rows(name: str) -> Iterator[Row]:
    # utf-8-sig: half of the files carry a byte order mark for spreadsheet programs.
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _read(name: str, build: Callable[[Row], T]) -> tuple[T, ...]:
    return tuple(build(row) for row in _rows(name))


@lru_cache(1)
def provinces() -> tuple[Province, ...]:
    return _read("divisions/provinces.csv", lambda r: Province(r["code"], r["name"]))


@lru_cache(1)
def cities() -> tuple[City, ...]:
    return _read("divisions/cities.csv", lambda r: City(r["code"], r["name"], r["provinceCode"]))


@lru_cache(1)
def counties() -> tuple[County, ...]:
    return _read(
        "divisions/areas.csv",
        lambda r: County(r["code"], r["name"], r["cityCode"], r["provinceCode"]),
    )


@lru_cache(1)
def towns() -> tuple[Town, ...]:
    return _read("divisions/towns.csv", lambda r: Town(r["code"], r["name"], r["areaCode"]))


@lru_cache(1)
def villages() -> tuple[Village, ...]:
    """Villages of the nine demo counties only; elsewhere the data stop at the town."""
    return _read(
        "divisions/villages_demo_counties.csv",
        lambda r: Village(r["code"], r["name"], r["townCode"], r["countyCode"]),
    )


@lru_cache(1)
def special_regions() -> tuple[SpecialRegion, ...]:
    codes = {"台湾省": "71", "香港特别行政区": "81", "澳门特别行政区": "82"}
    tree = json.loads((FOLDER / "divisions/HK-MO-TW.json").read_text(encoding="utf-8"))
    return tuple(
        SpecialRegion(
            codes[name],
            name,
            MappingProxyType({area: tuple(parts) for area, parts in areas.items()}),
        )
        for name, areas in tree.items()
    )


@lru_cache(1)
def categories() -> tuple[Category, ...]:
    return _read(
        "categories.csv",
        lambda r: Category(
            code=r["code"],
            name_zh=r["name_zh"],
            name_en=r["name_en"],
            food_licence_codes=tuple(c for c in r["sc_codes"].split(",") if c.isdigit()),
            return_default=r["return_default"],
            age_gated=r["age_gate"].startswith("Y"),
            claims_risk=r["claims_risk"],
        ),
    )


@lru_cache(1)
def certificate_types() -> tuple[CertificateType, ...]:
    return _read(
        "certificate_types.csv",
        lambda r: CertificateType(
            code=r["code"],
            name_zh=r["name_zh"],
            name_en=r["name_en"],
            issuer=r["issuer"],
            subject=r["subject"],
            number_pattern=r["number_regex_suggest"],
            expires=r["expires"],
            badge_zh=r["badge_text_zh"],
            badge_en=r["badge_text_en"],
            verify_at=r["verify_at"],
            check_points=r["admin_check_points"],
            public_fields=r["public_fields"],
        ),
    )


@lru_cache(1)
def food_licence_categories() -> tuple[FoodLicenceCategory, ...]:
    return _read(
        "sc_food_categories.csv",
        lambda r: FoodLicenceCategory(
            r["sc_code3"], r["name_zh"], r["name_en"], r["platform_v1_allowed"] == "Y", r["note"]
        ),
    )


@lru_cache(1)
def food_medicine_substances() -> tuple[FoodMedicineSubstance, ...]:
    return _read(
        "food_medicine_substances.csv",
        lambda r: FoodMedicineSubstance(r["name_zh"], r["listed_in"], r["restriction"]),
    )


@lru_cache(1)
def carriers() -> tuple[Carrier, ...]:
    return _read(
        "carriers.csv",
        lambda r: Carrier(
            code=r["code"],
            name_zh=r["name_zh"],
            name_en=r["name_en"],
            is_active=r["status_2026"] == "active",
            kuaidi100_code=r["kuaidi100_code"],
            kdniao_code=r["kdniao_code"],
            waybill_pattern=r["waybill_regex_suggest"],
            waybill_note=r["regex_note"],
            needs_phone_tail=r["needs_phone_tail4"].startswith("是"),
            phone=r["tracking_tel"],
        ),
    )


@lru_cache(1)
def logistics_states() -> tuple[LogisticsState, ...]:
    return _read(
        "logistics_states.csv",
        lambda r: LogisticsState(
            code=r["internal_state"],
            name_zh=r["zh"],
            name_en=r["en"],
            kuaidi100_states=tuple(filter(None, r["kuaidi100_state"].split("/"))),
            kdniao_states=tuple(filter(None, r["kdniao_state"].split("/"))),
            weixin_state=r["weixin_status"],
            buyer_text_zh=r["buyer_text_zh"],
        ),
    )


@lru_cache(1)
def units() -> tuple[Unit, ...]:
    return _read(
        "units.csv",
        lambda r: Unit(
            name_zh=r["unit_zh"],
            name_en=r["unit_en"],
            symbol=r["symbol"],
            grams=int(r["to_gram"]) if r["to_gram"] else None,
            is_legal=r["legal_unit"].startswith("Y"),
            display_rule=r["display_rule"],
        ),
    )


@lru_cache(1)
def holidays() -> tuple[Holiday, ...]:
    """Days off and the weekend days worked in exchange, 2020 to 2026."""
    return _read(
        "calendar/public_holidays_2020_2026.csv",
        lambda r: Holiday(
            date.fromisoformat(r["date"]), r["type"] != "休", r["name_zh"], r["name_en"]
        ),
    )


@lru_cache(1)
def solar_terms() -> tuple[SolarTerm, ...]:
    return _read(
        "calendar/solar_terms_2025_2028.csv",
        lambda r: SolarTerm(date.fromisoformat(r["date"]), r["term_zh"], r["term_en"]),
    )


@lru_cache(1)
def festivals() -> tuple[Festival, ...]:
    return _read(
        "calendar/festivals_2025_2028.csv",
        lambda r: Festival(
            kind=r["kind"],
            name_zh=r["name_zh"],
            name_en=r["name_en"],
            starts_on=date.fromisoformat(r["date_start"]),
            ends_on=date.fromisoformat(r["date_end"]),
            note=r["note"],
        ),
    )


def specialty(row: Row) -> Specialty:
    """One row of ``specialties.csv``, or of another file with the same columns."""
    months = row["season_months"]
    return Specialty(
        id=row["id"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        category_code=row["category_code"],
        province=row["province"],
        province_en=row["province_en"],
        city=row["city"],
        county=row["county"],
        division_code=row["division_code"],
        gi=row["gi"],
        gi_confidence=row["gi_confidence"],
        gi_number=row["gi_cert_no"],
        months=ALL_MONTHS if months == "全年" else tuple(int(m) for m in months.split(",")),
        process=row["process"],
        storage=row["storage"],
        pack=row["typical_pack"],
        shelf_life=row["shelf_life_ref"],
        return_policy=row["return_policy"],
        lot_certificate=row["hgz_required"],
        licence_path=row["license_path"],
        has_trademark_risk=row["trademark_caution"] == "Y",
        note=row["note"],
    )


@lru_cache(1)
def specialties() -> tuple[Specialty, ...]:
    return _read("specialties.csv", specialty)
