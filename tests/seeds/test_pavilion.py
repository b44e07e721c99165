import re
from collections import Counter
from itertools import islice, pairwise

import phonenumbers
import pytest

from marketplace.catalog.models import Product, Variant
from marketplace.catalog.motifs import MOTIFS
from marketplace.catalog.states import ProductKind, ReturnPolicy
from marketplace.kit.check_digits import check_food_licence, check_uscc
from marketplace.vendors.models import Vendor
from marketplace.vendors.states import VendorKind
from seeds import china, people
from seeds.pavilion import (
    cooperative_specs,
    flagship_goods,
    freight_template,
    goods,
    listing_specs,
    pavilion_specs,
    scale_specs,
)
from seeds.places import rural_towns

LISTINGS = listing_specs()
SHOPS = {shop.key: shop for shop in cooperative_specs()}

# Superlatives, state organs, effects on health. Source: Advertising Law art. 9, 17, 28.
FORBIDDEN = re.compile(
    "最|第一|顶级|极品|国家级|首选|唯一|绝对|万能|特供|专供|御用|驰名|"
    "疗效|治疗|养生|保健|滋补|补气|补血|清热|解毒|润肺|降压|降脂|降糖|抗癌|防癌|美容|"
    "延年|益寿|壮阳|功效|免疫"
)
FORBIDDEN_EN = re.compile(
    r"\b(best|finest|number one|premium|cure|heals?|healthy|remedy|detox|immune|anti-?cancer)\b",
    re.IGNORECASE,
)


def test_each_of_the_401_specialties_is_listed_once() -> None:
    listed = Counter(listing.specialty_id for listing in LISTINGS if listing.specialty_id)
    assert set(listed) == {item.id for item in china.specialties()}
    assert set(listed.values()) == {1}
    assert len(LISTINGS) == len(goods()) == 401 + len(flagship_goods())


def test_each_listing_belongs_to_a_shop_of_its_own_county() -> None:
    for listing in LISTINGS:
        shop = SHOPS[listing.cooperative_key]
        assert shop.pavilion_code == listing.pavilion_code == listing.origin.county_code
    county_level = {item.id: item for item in china.specialties() if item.is_county_level}
    for listing in LISTINGS:
        if listing.key in county_level:
            assert listing.pavilion_code == county_level[listing.key].division_code


def test_prefecture_wide_specialties_get_a_county_of_that_prefecture() -> None:
    wide = {item.id: item for item in china.specialties() if not item.is_county_level}
    assert len(wide) == 62
    for listing in LISTINGS:
        if listing.key in wide:
            assert listing.origin.city_code == wide[listing.key].division_code[:4]


def test_every_town_and_village_of_origin_exists_where_it_is_said_to_be() -> None:
    towns = {town.code: town for town in china.towns()}
    villages = {village.code: village for village in china.villages()}
    with_villages = {village.county_code for village in villages.values()}
    for origin in (
        *(listing.origin for listing in LISTINGS),
        *(shop.origin for shop in SHOPS.values()),
    ):
        assert towns[origin.town_code].county_code == origin.county_code
        assert towns[origin.town_code].name.endswith(origin.town)
        if origin.village_code:
            assert villages[origin.village_code].town_code == origin.town_code
        if origin.county_code == "621221":
            assert origin.village
        assert bool(origin.village_code) <= (origin.county_code in with_villages)


def test_the_flagship_sells_walnuts_and_honey_from_two_vendors_and_more() -> None:
    local = [listing for listing in LISTINGS if listing.pavilion_code == "621221"]
    seller = {listing.name[0]: listing.cooperative_key for listing in local}
    assert len(local) >= 12
    assert len(set(seller.values())) >= 6
    assert seller["成县核桃"] != seller["成县土蜂蜜"]
    assert seller["成县核桃"] == seller["成县青皮鲜核桃"]


@pytest.mark.parametrize("shop", SHOPS.values(), ids=lambda shop: shop.slug)
def test_a_vendor_shows_what_the_law_wants_and_nothing_real(shop) -> None:
    code = check_uscc(shop.uscc)
    assert code.is_well_formed
    assert code.inner_ok
    assert code.region == "999999"
    assert shop.name.endswith("(演示)")
    assert shop.registered_address.startswith(shop.origin.province)
    if shop.kind is VendorKind.COOPERATIVE:
        assert shop.uscc.startswith("93")
        assert "示例" in shop.name
        assert shop.name.endswith("农民专业合作社(演示)")
        assert shop.member_contribution_minor
        assert shop.member_count
    else:
        assert shop.uscc.startswith("91")
        assert shop.registered_capital_minor
        assert shop.company_type
    assert "虚构" in shop.story[0]
    assert "fictional" in shop.story[1]
    assert re.fullmatch(r"\d{3}\*{4}\d{4}", shop.masked_phone)


def test_codes_slugs_names_and_phones_of_vendors_are_unique() -> None:
    for field in ("uscc", "slug", "name", "phone", "key"):
        values = [getattr(shop, field) for shop in SHOPS.values()]
        assert len(set(values)) == len(values), field
    assert all(re.fullmatch(r"[a-z0-9-]{3,32}", shop.slug) for shop in SHOPS.values())


def test_food_licences_check_and_cover_what_the_shop_sells() -> None:
    numbers = [
        (paper, check_food_licence(paper.number))
        for shop in SHOPS.values()
        for paper in shop.certificates
        if paper.type_code == "SC"
    ]
    assert len(numbers) > 80
    assert all(check.is_well_formed and check.region == "999999" for _, check in numbers)
    assert all(paper.valid_until and paper.valid_from < paper.valid_until for paper, _ in numbers)
    for listing in LISTINGS:
        held = {paper.number for paper in SHOPS[listing.cooperative_key].certificates}
        assert (listing.licence_no in held) == bool(listing.licence_no)


def test_what_needs_a_licence_names_it_with_ingredients_and_a_standard() -> None:
    for listing in LISTINGS:
        packaged = listing.kind in (ProductKind.PACKAGED_FOOD, ProductKind.ALCOHOL)
        assert bool(listing.licence_no) == packaged, listing.key
        if packaged:
            assert listing.ingredients, listing.key
            assert listing.standard_code, listing.key


def test_substances_are_on_the_list_or_only_shown_or_the_one_novel_food() -> None:
    listed = {row.name for row in china.food_medicine_substances()}
    for listing in LISTINGS:
        if listing.kind is ProductKind.FOOD_MEDICINE and listing.is_for_sale:
            plain = listing.substance.split("(")[0]
            on_list = any(name.split("(")[0].startswith(plain) for name in listed)
            novel = "新食品原料" in listing.description[0]
            assert (on_list and plain) or novel or listing.category_code == "VEGP", listing.key


def test_everything_sold_has_packs_and_what_is_shown_has_none() -> None:
    shown = [listing for listing in LISTINGS if not listing.is_for_sale]
    assert len(shown) == 13
    assert not any(listing.variants for listing in shown)
    for listing in LISTINGS:
        if listing.is_for_sale:
            assert 2 <= len(listing.variants) <= 4, listing.key
        for pack in listing.variants:
            assert pack.price_minor >= 50
            assert 0 < pack.net_grams <= pack.gross_grams
            assert pack.stock_count > 0
            assert pack.grade in ("", "统货") or pack.grade_standard


def test_a_bigger_pack_is_never_dearer_by_weight_unless_it_is_better() -> None:
    for listing in LISTINGS:
        sized = [pack for pack in listing.variants if "果径" not in pack.name[0]]
        by_weight = sorted(sized, key=lambda pack: pack.net_grams)
        for small, large in pairwise(by_weight):
            if "单只" in small.name[0] or listing.category_code == "CRAFT":
                continue
            if listing.category_code == "FLOWER":
                continue
            before = small.price_minor / small.net_grams
            assert large.price_minor / large.net_grams <= before * 1.05, listing.key


def test_return_rules_follow_the_data() -> None:
    policies = Counter(listing.return_policy for listing in LISTINGS if listing.specialty_id)
    assert policies == {
        ReturnPolicy.SEALED_7D: 194,
        ReturnPolicy.FRESH_EXEMPT: 181,
        ReturnPolicy.DISPLAY_ONLY: 13,
        ReturnPolicy.RETURN_7D: 13,
    }
    for listing in LISTINGS:
        fresh = listing.return_policy is ReturnPolicy.FRESH_EXEMPT
        assert (listing.damage is not None) == fresh, listing.key


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.key)
def test_a_listing_praises_nothing_and_heals_nobody(listing) -> None:
    # 「特级」 and 「特级初榨」 are grades of standards, not praise.
    said = " ".join((listing.name[0], listing.title[0], listing.summary[0], listing.description[0]))
    said_en = " ".join((listing.name[1], listing.title[1], listing.description[1]))
    assert not FORBIDDEN.search(said + listing.eating[0])
    assert not FORBIDDEN_EN.search(said_en + listing.eating[1])
    assert "地理标志" not in said
    assert "示意图" in listing.description[0]


def test_guarded_names_appear_nowhere_in_the_shop() -> None:
    brands = {
        "SP0004": "红川", "SP0107": "宋河", "SP0120": "贾湖", "SP0181": "仰韶", "SP0193": "赊店",
    }  # fmt: skip
    for listing in LISTINGS:
        brand = brands.get(listing.key)
        if brand:
            shop = SHOPS[listing.cooperative_key]
            said = "".join((*listing.name, *listing.title, *listing.description))
            assert brand not in said + shop.name + shop.shop_name_zh + shop.story[0]
    distilleries = [shop for shop in SHOPS.values() if "酒" in shop.name]
    assert all("示例" in shop.shop_name_zh for shop in distilleries)


def test_texts_fit_the_columns_they_will_be_stored_in() -> None:
    room = {
        column.name: column.type.length
        for column in (*Product.__table__.columns, *Variant.__table__.columns)
        if getattr(column.type, "length", None)
    }
    for listing in LISTINGS:
        texts = {
            "name": listing.name, "title": listing.title, "summary": listing.summary,
            "storage": listing.storage, "shelf_life": listing.shelf_life,
            "eating": listing.eating,
            "damage_rule": listing.damage.text if listing.damage else ("", ""),
        }  # fmt: skip
        for name, (zh, en) in texts.items():
            assert len(zh) <= room[f"{name}_zh"], (listing.key, name)
            assert len(en) <= room[f"{name}_en"], (listing.key, name)
        assert len(listing.ingredients) <= room["ingredients"]
        assert len(listing.standard_code) <= room["standard_code"]
        assert listing.shape in MOTIFS
        assert len(listing.shape) <= room["shape"]
        for pack in listing.variants:
            assert len(pack.grade_standard) <= room["grade_standard"]
    shop_room = {c.name: getattr(c.type, "length", None) for c in Vendor.__table__.columns}
    for shop in SHOPS.values():
        assert len(shop.name) <= shop_room["name"]
        assert len(shop.shop_name_zh) <= shop_room["shop_name_zh"]
        assert len(shop.shop_name_en) <= shop_room["shop_name_en"]
        assert len(shop.registered_address) <= shop_room["registered_address"]


def test_walnuts_are_drawn_as_walnuts_and_honey_as_honey() -> None:
    shapes = {listing.name[0]: listing.shape for listing in LISTINGS}
    assert shapes["成县核桃"] == "walnut"
    assert shapes["成县青皮鲜核桃"] == "green_walnut"
    assert shapes["长葛枣花蜜"] == "honey"
    assert shapes["五里源松花蛋"] == "century_egg"
    assert shapes["武都花椒"] == "pepper"
    assert shapes["兰州百合"] == "lily"
    assert shapes["天祝白牦牛"] == "white_yak"


def test_gi_is_a_fact_with_its_confidence_and_only_one_shop_holds_a_sample_paper() -> None:
    status = Counter(listing.gi.status if listing.gi else "" for listing in LISTINGS)
    assert status["registered"] == 237
    assert status["unverified"] == 118
    holders = [s for s in SHOPS.values() if any(p.type_code == "GI" for p in s.certificates)]
    assert [shop.key for shop in holders] == ["621221-walnut"]
    assert all("演示" in p.issuer for s in holders for p in s.certificates)


def test_every_shop_and_listing_has_a_pavilion_and_the_flagship_comes_first() -> None:
    pavilions = pavilion_specs()
    assert pavilions[0].code == "621221"
    assert pavilions[0].is_flagship
    assert {shop.pavilion_code for shop in SHOPS.values()} == {p.code for p in pavilions}


def test_people_have_valid_unique_phones_and_their_shops_exist() -> None:
    everybody = (*people.people(), *people.load_buyers())
    roles = Counter(person.role for person in people.people())
    assert roles == {
        "consumer": 3, "owner": 2, "clerk": 1, "reviewer": 2, "finance": 1, "operator": 1,
        "administrator": 1,
    }  # fmt: skip
    assert len(people.load_buyers()) == 40
    phones = [person.phone for person in everybody] + [shop.phone for shop in SHOPS.values()]
    assert len(set(phones)) == len(phones)
    for phone in phones:
        parsed = phonenumbers.parse(phone)
        assert phonenumbers.is_valid_number(parsed), phone
        assert phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
    for person in everybody:
        assert not person.cooperative_key or person.cooperative_key in SHOPS


def test_home_addresses_stand_in_real_towns_far_from_the_flagship() -> None:
    towns = {town.code: town for town in china.towns()}
    for person in (*people.people(), *people.load_buyers()):
        for home in person.addresses:
            assert towns[home.town_code].county_code == home.county_code
            assert home.town_code.startswith(home.province_code)
            assert home.province_code != "62"
            assert "示例" in home.detail


def test_freight_says_where_it_does_not_go() -> None:
    served = {shop.freight_key: freight_template(shop) for shop in SHOPS.values()}
    assert set(served) == {"standard", "fresh", "frozen"}
    for template in served.values():
        refused = {c for rule in template.rules if not rule.is_served for c in rule.province_codes}
        assert {"71", "81", "82"} <= refused
        assert template.rules[-1].province_codes == ()
        assert all(rule.first_minor > 0 for rule in template.rules if rule.is_served)
        named = [code for rule in template.rules for code in rule.province_codes]
        assert len(set(named)) == len(named)
    assert any("65" in r.province_codes for r in served["frozen"].rules if not r.is_served)


def test_load_listings_are_lazy_alike_each_time_and_all_different() -> None:
    keys, skus = set(), set()
    for listing in scale_specs(20_000):
        keys.add(listing.key)
        skus.add(listing.variants[0].sku)
    assert len(keys) == len(skus) == 20_000
    assert list(islice(scale_specs(100_000), 500)) == list(scale_specs(500))


def test_load_listings_come_from_real_towns_of_the_county() -> None:
    for listing in islice(scale_specs(100_000), 0, 40_000, 97):
        codes = {town.code for town in rural_towns(listing.pavilion_code)}
        assert listing.origin.town_code in codes
        assert listing.origin.town in listing.name[0]
        assert all(pack.price_minor >= 50 for pack in listing.variants)
        assert len(listing.name[0]) <= 60
        assert len(listing.title[0]) <= 80
        assert len(listing.name[1]) <= 100
        assert len(listing.title[1]) <= 140
