"""Reference data of every installation, demo or not: places, calendar, categories, carriers.

May be run again at any time; rows are brought up to date, never removed.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.illustration import shape_for
from marketplace.catalog.service.reference import load_catalogue_reference
from marketplace.certification.service import load_certificate_types
from marketplace.regions.service import load_calendar, load_divisions, open_pavilions
from marketplace.shipping.service import load_carriers, load_logistics_states
from seeds import china
from seeds.agreements import load_agreements
from seeds.letters import syllables
from seeds.pavilion import pavilion_specs

FLAGSHIP: Final = "621221"


async def load_reference(session: AsyncSession) -> None:
    """Everything below, in one transaction of the caller's."""
    await load_agreements(session)
    await load_divisions(session, _divisions())
    await open_pavilions(session, _pavilions())
    await load_calendar(session, holidays=_holidays(), solar_terms=_solar_terms())
    await load_certificate_types(session, _certificate_types())
    await load_catalogue_reference(
        session,
        categories=_categories(),
        substances=(
            {"name_zh": s.name, "listed_in": s.listed_in, "restriction": s.restriction}
            for s in china.food_medicine_substances()
        ),
        sc_categories=(
            {"code": c.code, "name_zh": c.name_zh, "name_en": c.name_en, "is_allowed": c.is_open}
            for c in china.food_licence_categories()
        ),
        units=(
            {
                "name_zh": u.name_zh,
                "name_en": u.name_en,
                "symbol": u.symbol,
                "grams": str(u.grams or ""),
                "is_legal": u.is_legal,
            }
            for u in china.units()
        ),
    )
    await load_carriers(session, _carriers())
    await load_logistics_states(
        session,
        (
            {
                "code": s.code,
                "name_zh": s.name_zh,
                "name_en": s.name_en,
                "buyer_text_zh": s.buyer_text_zh,
                "position": at,
            }
            for at, s in enumerate(china.logistics_states())
        ),
    )


def latin(name: str) -> str:
    """``红川镇`` as ``Hongchuanzhen``: one capitalised word, without tones."""
    return "".join(syllables(name)).capitalize()[:128]


def _division(code: str, name: str, level: int) -> dict[str, Any]:
    parent = {2: code[:2], 3: code[:4], 4: code[:6], 5: code[:9]}.get(level)
    return {
        "code": code,
        "name": name,
        "level": level,
        "pinyin": latin(name),
        "parent_code": parent,
    }


def _divisions() -> Iterator[dict[str, Any]]:
    for province in china.provinces():
        yield _division(province.code, province.name, 1)
    for region in china.special_regions():
        yield _division(region.code, region.name, 1)
    for city in china.cities():
        yield _division(city.code, city.name, 2)
    for county in china.counties():
        yield _division(county.code, county.name, 3)
    for town in china.towns():
        yield _division(town.code, town.name, 4)
    for village in china.villages():
        yield _division(village.code, village.name, 5)


def _pavilions() -> Iterator[dict[str, Any]]:
    for position, spec in enumerate(pavilion_specs()):
        yield {
            "code": spec.code,
            "name_zh": spec.name[0],
            "name_en": spec.name[1],
            "intro_zh": spec.intro[0],
            "intro_en": spec.intro[1],
            "is_open": True,
            "position": position,
        }


def _holidays() -> Iterator[dict[str, Any]]:
    found: dict[date, dict[str, Any]] = {}
    for holiday in china.holidays():
        row = found.setdefault(
            holiday.day,
            {
                "day": holiday.day,
                "kind": "调休上班" if holiday.is_working else "休",
                "name_zh": holiday.name_zh,
                "name_en": holiday.name_en,
            },
        )
        if row["name_zh"] != holiday.name_zh:
            # Two festivals on one day, such as 国庆 and 中秋 in 2020.
            row["name_zh"] += f"、{holiday.name_zh}"
            row["name_en"] += f", {holiday.name_en}"
    yield from found.values()


def _solar_terms() -> Iterator[dict[str, Any]]:
    for term in china.solar_terms():
        yield {"day": term.day, "name_zh": term.name_zh, "name_en": term.name_en}


def _certificate_types() -> Iterator[dict[str, Any]]:
    for position, kind in enumerate(china.certificate_types()):
        yield {
            "code": kind.code,
            "name_zh": kind.name_zh,
            "name_en": kind.name_en,
            "issuer": kind.issuer,
            "subject": kind.subject,
            "number_pattern": kind.number_pattern,
            "validity": kind.expires,
            "badge_zh": kind.badge_zh,
            "badge_en": kind.badge_en,
            "verify_at": kind.verify_at,
            "check_points": kind.check_points,
            "public_fields": kind.public_fields,
            "position": position,
        }


def _categories() -> Iterator[dict[str, Any]]:
    for position, category in enumerate(china.categories()):
        yield {
            "code": category.code,
            "parent_code": None,
            "name_zh": category.name_zh,
            "name_en": category.name_en,
            "shape": shape_for(category.code, ""),
            "needs_promise_certificate": category.code in {"FRUIT", "VEG", "FUNGI", "EGG", "AQUA"},
            "required_certificates": ["SC"] if category.food_licence_codes else [],
            "is_age_gated": category.age_gated,
            "position": position,
        }


def _carriers() -> Iterator[dict[str, Any]]:
    for position, carrier in enumerate(china.carriers()):
        yield {
            "code": carrier.code,
            "name_zh": carrier.name_zh,
            "name_en": carrier.name_en,
            "is_active": carrier.is_active,
            "waybill_pattern": carrier.waybill_pattern,
            "phone": carrier.phone,
            "position": position,
        }
