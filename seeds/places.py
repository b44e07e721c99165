"""Where a fictional co-operative stands: a real county, town and, where we have them, village."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from seeds import china
from seeds.chance import pick
from seeds.crops import phrases
from seeds.letters import letters
from seeds.records import County, Specialty, Town, Village

SHORTEST: Final = 2

_COUNTRY_TOWN: Final = re.compile(r"[^（(]{2,12}(?:镇|乡|苏木)")
_SETTLED: Final = re.compile(r"[^（(]{2,12}(?:街道|地区)")
_VILLAGE: Final = re.compile(r"[^（()社区]{2,6}村")
_PEOPLES: Final = re.compile(r"(?:(?:壮|回|裕固|土家|土|黎|苗|彝|哈尼|藏|蒙古|羌|侗|满|布依)族)+")
_KINDS: Final = {"县": "County", "区": "District", "市": "", "旗": "Banner"}
_TOWN_KINDS: Final = {"镇": "Town", "乡": "Township", "街道": "Subdistrict", "苏木": "Sumu"}


@dataclass(frozen=True, slots=True)
class Origin:
    """A place of origin with its whole path."""

    province_code: str
    province: str
    province_en: str
    city_code: str
    city: str
    county_code: str
    county: str
    county_en: str
    town_code: str
    town: str
    town_en: str
    village_code: str = ""
    village: str = ""

    @property
    def division_code(self) -> str:
        """The deepest division we know: village, else town."""
        return self.village_code or self.town_code

    @property
    def path(self) -> str:
        """「甘肃省陇南市成县」; a municipality is not said twice."""
        middle = "" if self.city in ("市辖区", "县") or self.city == self.county else self.city
        if middle.endswith("直辖县级行政区划"):
            middle = ""
        return f"{self.province}{middle}{self.county}"

    @property
    def spot(self) -> str:
        """The village where there is one, else the town."""
        return self.village or self.town


@lru_cache(1)
def county_by_code() -> Mapping[str, County]:
    return {county.code: county for county in china.counties()}


@lru_cache(1)
def _towns_by_county() -> Mapping[str, Sequence[Town]]:
    grouped: defaultdict[str, list[Town]] = defaultdict(list)
    for town in china.towns():
        grouped[town.county_code].append(town)
    return grouped


@lru_cache(1)
def _villages_by_town() -> Mapping[str, Sequence[Village]]:
    grouped: defaultdict[str, list[Village]] = defaultdict(list)
    for village in china.villages():
        if _VILLAGE.fullmatch(village.short_name):
            grouped[village.town_code].append(village)
    return grouped


@lru_cache(None)
def rural_towns(county_code: str) -> tuple[Town, ...]:
    """Towns and townships; street offices only where a county has nothing else."""
    towns = _towns_by_county()[county_code]
    for form in (_COUNTRY_TOWN, _SETTLED):
        found = tuple(town for town in towns if form.fullmatch(town.name))
        if found:
            return found
    return tuple(towns)


@lru_cache(1)
def _province_names() -> Mapping[str, tuple[str, str]]:
    english = {item.province: item.province_en for item in china.specialties()}
    return {item.code: (item.name, english.get(item.name, "")) for item in china.provinces()}


@lru_cache(1)
def _city_names() -> Mapping[str, str]:
    return {city.code: city.name for city in china.cities()}


@lru_cache(1)
def _special_origins() -> Mapping[str, str]:
    return phrases().towns


def county_of(item: Specialty) -> str:
    """Six-digit county where the demo puts a specialty; prefecture-wide ones get one within."""
    return item.division_code if item.is_county_level else phrases().counties[item.id]


def origin_of(item: Specialty) -> Origin:
    """A town (and village) of the specialty's own county, always the same one."""
    county_code = county_of(item)
    towns = rural_towns(county_code)
    if item.has_trademark_risk:
        # A town that lent its name to a brand would put the brand on the shop's sign.
        towns = tuple(town for town in towns if town.name[:2] not in item.name_zh)
    wanted = _special_origins().get(item.id)
    named = [town for town in _towns_by_county()[county_code] if town.name == wanted]
    town = named[0] if named else pick(towns, item.id, "town")
    return origin_at(county_code, town, seed=item.id)


def origin_at(county_code: str, town: Town, *, seed: str) -> Origin:
    county = county_by_code()[county_code]
    province, province_en = _province_names()[county.province_code]
    villages = _villages_by_town().get(town.code, ())
    village = pick(villages, seed, "village") if villages else None
    return Origin(
        province_code=county.province_code,
        province=province,
        province_en=province_en,
        city_code=county.city_code,
        city=_city_names()[county.city_code],
        county_code=county.code,
        county=county.name,
        county_en=county_in_english(county.code),
        town_code=town.code,
        town=town.name.removeprefix(county.name),
        town_en=town_in_english(town.name.removeprefix(county.name)),
        village_code=village.code if village else "",
        village=village.short_name if village else "",
    )


def short_county(name: str) -> str:
    """「武都」 for 武都区, 「威宁」 for a long autonomous county; 「成县」 cannot be shorter."""
    plain = _PEOPLES.sub("", name).removesuffix("自治县").removesuffix("自治旗") or name[:2]
    return plain[:-1] if plain == name and len(name) > SHORTEST else plain


@lru_cache(None)
def county_in_english(code: str) -> str:
    """「成县」 is Chengxian County: a one-character name keeps its 县."""
    known = phrases().county_names_en.get(code)
    if known:
        return known
    name = county_by_code()[code].name
    plain = _PEOPLES.sub("", name.replace("自治", ""))
    stem, kind = plain[:-1], _KINDS.get(plain[-1], "")
    return f"{letters(stem if len(stem) > 1 else plain)} {kind}".strip()


@lru_cache(4096)
def town_in_english(name: str) -> str:
    for ending, kind in _TOWN_KINDS.items():
        if name.endswith(ending) and len(name) > len(ending):
            return f"{letters(_PEOPLES.sub('', name.removesuffix(ending)))} {kind}"
    return letters(name)
