from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.kit.addresses import ParsedAddress, parse_address
from marketplace.kit.divisions import Division, DivisionIndex
from seeds import china


@cache
def country() -> DivisionIndex:
    return DivisionIndex(
        [
            *(Division(p.code, p.name, "province", None) for p in china.provinces()),
            *(Division(c.code, c.name, "city", c.province_code) for c in china.cities()),
            *(Division(c.code, c.name, "county", c.city_code) for c in china.counties()),
            *(Division(t.code, t.name, "town", t.county_code) for t in china.towns()),
        ]
    )


def place(parsed: ParsedAddress) -> str:
    codes = (parsed.province_code, parsed.city_code, parsed.county_code, parsed.town_code)
    found = (country().get(code) for code in codes if code)
    return " ".join(division.name for division in found if division)


WHOLE = ParsedAddress(
    name="张三",
    phone="13800138000",
    province_code="62",
    city_code="6212",
    county_code="621221",
    town_code="621221102",
    detail="某村12号",
)


@pytest.mark.parametrize(
    "pasted",
    [
        "张三 13800138000 甘肃省陇南市成县红川镇某村12号",
        "甘肃省陇南市成县红川镇某村12号 张三 13800138000",
        "13800138000，甘肃省陇南市成县红川镇某村12号，张三",
        "张三13800138000甘肃省陇南市成县红川镇某村12号",
        "张三甘肃省陇南市成县红川镇某村12号13800138000",
        "张三收 138-0013-8000 甘肃 陇南 成县 红川镇 某村12号",
        "甘肃陇南成县红川某村12号；张三（收）；+86 138 0013 8000",
        "甘肃省/陇南市/成县/红川镇/某村12号 张三 86-13800138000",
        "甘肃省-陇南市-成县-红川镇-某村12号 张三 （+86）13800138000",
        "甘肃省成县红川镇某村12号 张三 13800138000",
        "陇南市红川镇某村12号 张三 13800138000",
        "成县红川镇某村12号 张三 13800138000",
        "红川镇某村12号 张三 13800138000",
        "张三 13800138000 甘肃省陇南市成县红川镇某村12号 742500",
        "张三 13800138000 甘肃省陇南市成县红川镇某村12号 邮编：742500",
        "张三 13800138000 甘肃省陇南市成县红川镇某村12号邮编742500",
        "收货人：张三\n手机号码：13800138000\n所在地区：甘肃省陇南市成县红川镇\n详细地址：某村12号",
        "收货人:张三手机:13800138000地址:甘肃省成县红川镇某村12号",
        "收件人 张三 电话 13800138000 地址 甘肃省成县红川镇某村12号",
        "收件人张三，电话13800138000，地址甘肃省陇南市成县红川镇某村12号",
        "姓名：张三（收） 联系电话：13800138000 地址：甘肃省陇南市成县红川镇某村12号",
        "张三 13800138000 甘肃省陇南市成县红川镇甘肃省陇南市成县红川镇某村12号",
        "张三 13800138000 甘肃省陇南市成县 甘肃省陇南市成县红川镇某村12号",
        "张三 13800138000 甘肃省陇南市成县红川镇 甘肃省成县某村12号",
        "张三 13800138000 甘肃省陇南市成县 成县红川镇某村12号",
        "张三\u200b １３８００１３８０００\t甘肃省陇南市成县红川镇某村１２号",
    ],
)
def test_a_pasted_address_is_taken_apart_in_any_order(pasted: str) -> None:
    assert parse_address(pasted, country()) == WHOLE


@pytest.mark.parametrize(
    ("pasted", "named"),
    [
        ("北京市市辖区朝阳区望京街道", "北京市 市辖区 朝阳区 望京街道"),
        ("北京市北京市朝阳区望京街道办事处", "北京市 市辖区 朝阳区 望京街道"),
        ("北京朝阳望京街道", "北京市 市辖区 朝阳区 望京街道"),
        ("北京市某大厦", "北京市 市辖区"),
        ("重庆市云阳县青龙街道", "重庆市 县 云阳县 青龙街道"),
        ("重庆市县云阳县青龙街道", "重庆市 县 云阳县 青龙街道"),
        ("重庆市某路", "重庆市"),
        ("上海市南京东路100号", "上海市 市辖区"),
        ("浦东新区陆家嘴街道", "上海市 市辖区 浦东新区 陆家嘴街道"),
        ("广东省东莞市东城街道", "广东省 东莞市 东莞市 东城街道"),
        ("嘉峪关市新华路", "甘肃省 嘉峪关市 嘉峪关市"),
        ("河南济源沁园街道", "河南省 省直辖县级行政区划 济源市 济源市沁园街道"),
        ("湖北省仙桃市沙嘴街道", "湖北省 省直辖县级行政区划 仙桃市 沙嘴街道"),
        ("内蒙古呼和浩特新城区", "内蒙古自治区 呼和浩特市 新城区"),
        ("新疆伊犁州伊宁市", "新疆维吾尔自治区 伊犁哈萨克自治州 伊宁市"),
        ("甘肃临夏州积石山县", "甘肃省 临夏回族自治州 积石山保安族东乡族撒拉族自治县"),
        ("甘肃临夏东乡县", "甘肃省 临夏回族自治州 东乡族自治县"),
        ("吉林吉林昌邑区", "吉林省 吉林市 昌邑区"),
        ("吉林省吉林市", "吉林省 吉林市"),
        ("云南大理喜洲镇", "云南省 大理白族自治州 大理市 喜洲镇"),
        ("辽宁朝阳某村", "辽宁省 朝阳市"),
        ("江苏 鼓楼区", "江苏省"),
        ("王成县 甘肃省陇南市成县", "甘肃省 陇南市 成县"),
        ("成县 望京街道", "甘肃省 陇南市 成县"),
        ("甘肃庄浪县水洛某村", "甘肃省 平凉市 庄浪县"),
        ("甘肃庄浪县水洛镇某村", "甘肃省 平凉市 庄浪县 水洛镇"),
    ],
)
def test_a_place_is_found_under_the_names_people_use(pasted: str, named: str) -> None:
    assert place(parse_address(pasted, country())) == named


@pytest.mark.parametrize(
    "pasted",
    [
        "鼓楼区中山路1号",
        "城关镇12号",
        "某县3号",
        "李三明",
        "康乐小区3号楼",
        "南京路步行街",
        "市辖区",
        "12345",
        "😀",
        "",
        " ：，、- ",
    ],
)
def test_an_unclear_place_is_left_open(pasted: str) -> None:
    parsed = parse_address(pasted, country())

    assert place(parsed) == ""
    assert {"province", "city", "county", "town"} < set(parsed.missing)


@pytest.mark.parametrize(
    ("pasted", "phone"),
    [
        ("成县 0939-3211234", "0939-3211234"),
        ("成县 (0939)3211234", "0939-3211234"),
        ("成县 +86 0939 3211234转8001", "0939-3211234-8001"),
        ("成县 01062345678", "010-62345678"),
        ("成县 18412345678转1234", "18412345678-1234"),
        ("成县 18412345678-1234", "18412345678-1234"),
        ("成县 18412345678-1201室", "18412345678"),
        ("成县 +852 9123 4567", "+85291234567"),
        ("成县 12345678901", ""),
        ("成县 913800138000", ""),
    ],
)
def test_telephone_numbers_of_every_kind_are_found(pasted: str, phone: str) -> None:
    assert parse_address(pasted, country()).phone == phone


@pytest.mark.parametrize(
    ("pasted", "name", "detail", "leftover"),
    [
        ("John Smith 甘肃成县城关镇 A座 1203", "John Smith", "A座 1203", ""),
        ("新疆伊宁市某路3号 买买提·艾力", "买买提·艾力", "某路3号", ""),
        ("成县红川镇 李家庄", "", "李家庄", ""),
        ("成县红川镇某村12号 请放门口", "", "某村12号 请放门口", ""),
        ("成县红川镇 欧阳娜娜", "欧阳娜娜", "", ""),
        ("韭小姐 成县红川镇某村", "韭小姐", "某村", ""),
        ("送货上门谢谢 张三 成县红川镇某村", "张三", "某村", "送货上门谢谢"),
        ("请送货 张三 成县红川镇某村", "张三", "某村", "请送货"),
        ("王成县 甘肃省陇南市成县红川镇某村", "", "某村", "王成县"),
        ("成县红川镇 成县宾馆", "", "成县宾馆", ""),
        ("北京市朝阳区望京街道办事处某街6号", "", "某街6号", ""),
        ("北京市朝阳区望京街道办 某街6号", "", "某街6号", ""),
        ("北京市朝阳区望京街道办公楼", "", "办公楼", ""),
        ("某路3号 张三", "张三", "某路3号", ""),
        ("甘肃省陇南市 北京市朝阳区望京街道1号", "", "1号", "甘肃省陇南市"),
        ("甘肃省陇南市成县红川镇 北京市朝阳区1号", "", "北京市朝阳区1号", ""),
        ("收货人: 电话: 地址:甘肃省成县红川镇", "", "", ""),
        ("收货人:张三李四王五 成县红川镇", "", "", "张三李四王五"),
    ],
)
def test_a_name_is_told_from_the_rest_of_the_words(
    pasted: str, name: str, detail: str, leftover: str
) -> None:
    parsed = parse_address(pasted, country())

    assert (parsed.name, parsed.detail, parsed.leftover) == (name, detail, leftover)


def test_what_is_missing_is_named_in_the_order_of_the_form() -> None:
    assert WHOLE.missing == ()
    assert parse_address("张三 成县", country()).missing == ("phone", "town", "detail")
    assert ParsedAddress().missing == (
        *("name", "phone", "province", "city", "county", "town", "detail"),
    )


def test_every_county_of_the_country_is_found_by_its_full_name() -> None:
    missed: list[str] = []
    for county in china.counties():
        division = country().get(county.code)
        assert division is not None
        lineage = country().lineage(division)
        written = "".join(line.name for line in lineage)
        found = parse_address(f"张三 13800138000 {written}示例路1号", country())
        if found.county_code != county.code or found.detail != "示例路1号":
            missed.append(written)

    assert missed == []


def test_every_town_of_a_county_is_found_by_its_full_name() -> None:
    towns = [town for town in china.towns() if town.county_code in {"621221", "411626", "411122"}]
    assert towns

    for town in towns:
        division = country().get(town.code)
        assert division is not None
        county = country().lineage(division)[-2]
        found = parse_address(f"{county.name}{town.name}示例村1号", country())
        assert (found.town_code, found.detail) == (town.code, "示例村1号")


def test_a_wall_of_place_names_is_read_like_any_other_text() -> None:
    index = country()
    hostile = "吉林朝阳大理城关镇" * 60

    found = parse_address(hostile, index)

    assert len(found.detail) + len(found.leftover) <= len(hostile)


@settings(max_examples=300)
@given(
    st.text(
        alphabet=st.sampled_from("甘肃省陇南市成县红川镇北京12 -+86：，（)138收货人张·Az\n")
        | st.characters()
    )
)
def test_no_text_whatever_raises(text: str) -> None:
    parsed = parse_address(text, country())

    assert len(parsed.missing) <= 7


def test_an_index_of_nothing_finds_nothing() -> None:
    parsed = parse_address("张三 13800138000 甘肃省陇南市", DivisionIndex([]))

    assert (parsed.name, parsed.phone, parsed.detail) == ("张三", "13800138000", "甘肃省陇南市")
    assert DivisionIndex([]).get("62") is None
