"""Who signs in to the demo. The phone numbers are valid in form and used for nothing else."""

from functools import lru_cache
from typing import Final

from seeds.chance import between, pick
from seeds.cooperatives import FLAGSHIP
from seeds.pavilion import cooperative_specs
from seeds.places import county_by_code, rural_towns
from seeds.specs import AddressSpec, PersonSpec

BUYERS: Final = 40

WALNUT: Final = f"{FLAGSHIP}-walnut"
HONEY: Final = f"{FLAGSHIP}-honey"

# Counties where the demo's consumers live: a few provinces away from the flagship.
_HOMES: Final = (
    "310115", "110108", "320106", "330106", "440106", "510107", "420106", "370102", "430102",
    "350203", "210202", "340104", "360102", "500112", "610113", "520102", "530102", "130102",
)  # fmt: skip


def _phone(block: int, index: int) -> str:
    return f"+8619900{block:02d}{index:04d}"


def _address(key: str, recipient: str, phone: str, county_code: str) -> AddressSpec:
    county = county_by_code()[county_code]
    town = pick(rural_towns(county_code), key, "home")
    house = f"示例路{between(1, 199, key, 'road')}号示例小区{between(1, 20, key, 'block')}幢"
    return AddressSpec(
        recipient=recipient,
        phone=phone,
        province_code=county.province_code,
        city_code=county.city_code,
        county_code=county.code,
        town_code=town.code,
        detail=f"{house}{between(1, 18, key, 'floor')}01室",
    )


def _staff() -> tuple[PersonSpec, ...]:
    heads = {shop.key: shop.legal_representative for shop in cooperative_specs()}
    rows = (
        ("owner-walnut", "owner", heads[WALNUT], WALNUT),
        ("clerk-walnut", "clerk", "李小满", WALNUT),
        ("owner-honey", "owner", heads[HONEY], HONEY),
        ("reviewer-1", "reviewer", "周秋分", ""),
        ("reviewer-2", "reviewer", "吴寒露", ""),
        ("finance", "finance", "郑霜降", ""),
        ("operator", "operator", "冯立夏", ""),
        ("administrator", "administrator", "陈清明", ""),
    )
    return tuple(
        PersonSpec(key, role, name, _phone(0, 20 + index), f"{key}@demo.example", "zh-CN", shop, ())
        for index, (key, role, name, shop) in enumerate(rows)
    )


def _consumer(key: str, name: str, phone: str, county_code: str, language: str) -> PersonSpec:
    home = _address(key, name, phone, county_code)
    return PersonSpec(
        key,
        "consumer",
        name,
        phone,
        f"{key}@demo.example",
        "en" if language == "en" else "zh-CN",
        "",
        (home,),
    )


@lru_cache(1)
def people() -> tuple[PersonSpec, ...]:
    """Three consumers, the vendors' people and the staff: the logins that ``make run`` prints."""
    consumers = (
        _consumer("consumer-1", "林小雪", _phone(0, 1), "310115", "zh-CN"),
        _consumer("consumer-2", "何春分", _phone(0, 2), "110108", "zh-CN"),
        _consumer("consumer-3", "Erin Walker", _phone(0, 3), "440106", "en"),
    )
    return (*consumers, *_staff())


@lru_cache(1)
def load_buyers() -> tuple[PersonSpec, ...]:
    """Forty more consumers, for load work."""
    return tuple(
        _consumer(
            f"buyer-{index:02d}",
            f"演示买家{index:02d}",
            _phone(2, index),
            pick(_HOMES, "buyer", index),
            "zh-CN",
        )
        for index in range(1, BUYERS + 1)
    )


PASSWORD: Final = "walnut-hongchuan"  # noqa: S105 - printed at every start, on purpose
"""Every demo account's; a demo installation holds nothing worth a secret."""

_WHO: Final = {
    "consumer-1": "买家 / buyer",
    "consumer-3": "英文买家 / English buyer",
    "owner-walnut": "核桃社负责人 / co-op owner",
    "clerk-walnut": "核桃社办事员 / co-op clerk",
    "owner-honey": "蜂蜜社负责人 / second co-op",
    "reviewer-1": "审核员一 / reviewer",
    "reviewer-2": "审核员二 / reviewer",
    "finance": "财务 / finance",
    "operator": "运营 / operator",
    "administrator": "管理员 / administrator",
}


def logins() -> list[tuple[str, str, str]]:
    """Who can sign in to the demo: what they are, their telephone number, their password."""
    found = {person.key: person for person in people()}
    return [(who, found[key].phone.removeprefix("+86"), PASSWORD) for key, who in _WHO.items()]
