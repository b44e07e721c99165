from datetime import date

import pytest

from marketplace.catalog.shapes import ORDINARY
from seeds import china
from seeds.letters import letters

COUNTED = {
    "provinces": 31,
    "cities": 342,
    "counties": 2_978,
    "towns": 41_352,
    "villages": 3_784,
    "special_regions": 3,
    "categories": 27,
    "certificate_types": 18,
    "food_licence_categories": 31,
    "food_medicine_substances": 106,
    "carriers": 14,
    "logistics_states": 16,
    "units": 12,
    "holidays": 300,
    "solar_terms": 96,
    "festivals": 68,
    "specialties": 401,
}


@pytest.mark.parametrize(("reader", "rows"), COUNTED.items())
def test_every_file_has_as_many_rows_as_the_notice_says(reader: str, rows: int) -> None:
    assert len(getattr(china, reader)()) == rows


def test_every_division_lies_in_the_one_its_code_begins_with() -> None:
    provinces = {province.code for province in china.provinces()}
    cities = {city.code for city in china.cities()}
    counties = {county.code for county in china.counties()}
    towns = {town.code for town in china.towns()}

    assert {city.province_code for city in china.cities()} <= provinces
    assert all(c.code[:4] == c.city_code and c.city_code in cities for c in china.counties())
    assert all(t.code[:6] == t.county_code and t.county_code in counties for t in china.towns())
    assert all(v.code[:9] == v.town_code and v.town_code in towns for v in china.villages())


def test_the_flagship_county_has_its_17_towns_and_258_villages() -> None:
    assert sum(town.county_code == "621221" for town in china.towns()) == 17
    assert sum(village.county_code == "621221" for village in china.villages()) == 258


def test_no_name_keeps_a_byte_order_mark_or_the_quotes_of_the_file() -> None:
    names = [row.name for row in (*china.provinces(), *china.towns(), *china.villages())]
    assert not [name for name in names if "\ufeff" in name or '"' in name or name != name.strip()]


def test_every_specialty_stands_on_a_known_division() -> None:
    counties = {county.code for county in china.counties()}
    cities = {city.code for city in china.cities()}
    for item in china.specialties():
        known = item.division_code in counties or item.division_code[:4] in cities
        assert known, item.id


def test_seasons_are_months_and_all_year_is_twelve() -> None:
    by_id = {item.id: item for item in china.specialties()}
    assert by_id["SP0001"].months == (9, 10)
    assert by_id["SP0004"].months == tuple(range(1, 13))


def test_working_weekends_are_told_from_days_off() -> None:
    days = {holiday.day: holiday.is_working for holiday in china.holidays()}
    assert days[date(2020, 1, 1)] is False
    assert days[date(2020, 1, 19)] is True


def test_special_regions_have_a_code_and_names_but_no_goods() -> None:
    codes = {region.name: region.code for region in china.special_regions()}
    assert codes == {"台湾省": "71", "香港特别行政区": "81", "澳门特别行政区": "82"}
    assert "中西区" in china.special_regions()[0].districts["香港岛"]


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("成县", "Chengxian"),
        ("秦安", "Qin'an"),
        ("武都", "Wudu"),
        ("宕昌", "Tanchang"),
        ("长葛", "Changge"),
        ("民乐", "Minle"),
        ("长治", "Changzhi"),
        ("长子", "Zhangzi"),
    ],
)
def test_places_are_spelt_as_maps_spell_them(name: str, latin: str) -> None:
    assert letters(name) == latin


def test_every_category_has_a_silhouette() -> None:
    assert {category.code for category in china.categories()} <= set(ORDINARY)
