import pytest

from marketplace.search.synonyms import GROUPS
from marketplace.search.words import Document, latin_place, other_names, query, vector

WALNUT = Document(
    names=("成县核桃", "清香"),
    titles=("成县 红川镇 薄皮核桃 统货", "Chengxian walnuts", ""),
    kinds=("坚果炒货", "Nuts"),
    places=("甘肃省", "陇南市", "成县", "红川镇"),
    sellers=("示例核桃社",),
)


def lexemes(document: Document) -> dict[str, str]:
    """Word to the weights at which it stands."""
    found: dict[str, str] = {}
    for each in vector(document).split(" "):
        word, _colon, places = each.rpartition(":")
        found[word.strip("'")] = found.get(word.strip("'"), "") + places.strip("0123456789,")
    return found


def test_a_name_is_found_by_word_sound_initials_and_other_names() -> None:
    words = lexemes(WALNUT)

    assert words["核桃"] == "A"
    assert words["hetao"] == "B"
    assert words["ht"] == "B"
    assert words["胡桃"] == "B"


def test_initials_come_only_from_what_the_product_is_called() -> None:
    words = lexemes(WALNUT)

    assert "hcz" not in words
    assert words["hongchuan"] == "C"


def test_english_plurals_meet_singulars() -> None:
    assert "walnut" in lexemes(WALNUT)
    assert query("Walnuts") == "'walnut':*"


def test_a_shop_named_after_a_crop_does_not_make_its_honey_a_walnut() -> None:
    honey = Document(
        names=("土蜂蜜",), titles=(), kinds=(), places=(), sellers=("示例核桃专业合作社",)
    )

    assert "核桃" not in lexemes(honey)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("茶", "'茶'"),
        ("核桃", "('核桃' | ('核' <-> '桃'))"),
        ("HT", "'ht'"),
        ("hetao", "'hetao':*"),
        ("he tao", "('he' & 'tao':*) | 'hetao':*"),
        ("ＨＥＴＡＯ", "'hetao':*"),
        ("", ""),
        ("' & | ! :*()", ""),
        ("\\' ; DROP", "'drop':*"),
    ],
)
def test_what_is_typed_becomes_a_harmless_query(typed: str, expected: str) -> None:
    assert query(typed) == expected


def test_a_pasted_paragraph_asks_for_its_beginning_only() -> None:
    assert query("核桃 花椒 蜂蜜 " * 200).count("核桃") < 15


def test_no_word_stands_in_two_groups_of_names() -> None:
    words = [word for group in GROUPS for word in group]

    assert len(GROUPS) >= 60
    assert len(words) == len(set(words))


def test_other_names_are_told_in_chinese() -> None:
    assert other_names("洋芋") == ("土豆", "马铃薯", "山药蛋")


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("成县", "Chengxian"),
        ("红川镇", "Hongchuan"),
        ("甘肃省", "Gansu"),
        ("陕西省", "Shaanxi"),
        ("内蒙古自治区", "Inner Mongolia"),
        ("威宁彝族回族苗族自治县", "Weining"),
        ("东关社区居民委员会", "Dongguan"),
    ],
)
def test_places_have_names_an_english_page_can_print(name: str, latin: str) -> None:
    assert latin_place(name) == latin
