import pytest

from seeds import china
from seeds.crops import crop_for, crops, phrases, schemes
from seeds.listings import kind_of, name_of, rounded_price
from seeds.pavilion import goods
from seeds.prose import months_en, months_zh


@pytest.mark.parametrize(
    ("months", "zh", "en"),
    [
        ((9, 10), "9至10月", "September to October"),
        ((6,), "6月", "June"),
        ((11, 12, 1, 2), "11月至次年2月", "November to February"),
        ((5, 10), "5月、10月", "May and October"),
        ((10, 11, 3), "3月、10至11月", "March and October to November"),
    ],
)
def test_months_are_said_in_runs(months: tuple[int, ...], zh: str, en: str) -> None:
    assert months_zh(months) == zh
    assert months_en(months) == en


@pytest.mark.parametrize(
    ("exact", "printed"), [(812.0, 800), (1_980.0, 2_000), (2_512.0, 2_490), (40.0, 50)]
)
def test_prices_are_rounded_as_shops_print_them(exact: float, printed: int) -> None:
    assert rounded_price(exact) == printed


@pytest.mark.parametrize(
    ("category", "name", "key"),
    [
        ("FRUIT", "苍溪红心猕猴桃", "red_kiwi"),
        ("FRUIT", "西华黄桃", "yellow_peach"),
        ("FRUIT", "开封西瓜", "watermelon"),
        ("NUT", "成县青皮鲜核桃", "green_walnut"),
        ("NUT", "临安山核桃", "hickory"),
        ("MEATP", "漯河火腿肠", "sausage"),
        ("SNACK", "成县手工挂面", "dried_noodle"),
        ("HERB", "石柱黄连", "display_herb"),
    ],
)
def test_the_longest_word_of_a_name_decides_what_it_is(category: str, name: str, key: str) -> None:
    assert crop_for(category, name).key == key


def test_an_unknown_herb_is_an_error_rather_than_a_guess() -> None:
    with pytest.raises(LookupError):
        crop_for("HERB", "某种没有写进资料的草")


def test_every_phrase_of_the_list_has_its_english() -> None:
    for item in goods():
        assert phrases().storage[item.storage]
        assert phrases().shelf_life[item.shelf_life]


def test_every_pack_scheme_is_used_and_every_crop_has_words_in_both_languages() -> None:
    used = {id(crop.scheme) for crop in crops()}
    assert {id(scheme) for scheme in schemes().values()} == used
    for crop in crops():
        assert all((*crop.noun, *crop.about, *crop.eating)), crop.key


def test_keys_of_crops_are_unique() -> None:
    assert len({crop.key for crop in crops()}) == len(crops())


@pytest.mark.parametrize(
    ("ref", "kind", "name_en"),
    [
        ("SP0001", "farm_produce", "Chengxian walnut"),
        ("SP0003", "packaged_food", "Chengxian native bee honey"),
        ("SP0004", "alcohol", "Grain baijiu from Chengxian"),
        ("SP0005", "farm_produce", "Wudu Sichuan pepper"),
        ("SP0027", "farm_produce", "Tongwei tartary buckwheat"),
        ("SP0013", "food_medicine", "Lixian rhubarb (medicinal)"),
        ("SP0057", "food_medicine", "Jingyuan goji"),
        ("SP0098", "non_food", "Huaiyang clay dog"),
        ("SP0147", "non_food", "Tangyin mugwort sticks"),
        ("SP0255", "packaged_food", "Wuchang rice"),
    ],
)
def test_the_first_question_of_the_form_is_answered_by_the_row(
    ref: str, kind: str, name_en: str
) -> None:
    item = next(item for item in china.specialties() if item.id == ref)
    assert kind_of(item) == kind
    assert name_of(item)[1] == name_en
