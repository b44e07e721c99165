"""Words a listing may not use."""

import pytest

from marketplace.catalog.wording import RULES, lint, unproven


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_word_is_found_and_told_with_its_law_and_a_way_out(rule) -> None:
    for word in rule.words:
        found = lint({"summary_zh": f"这里写了{word}这样的话"})

        assert word in [each.word for each in found]
        assert all(each.field == "summary_zh" for each in found)
        assert found[0].rule.law in found[0].sentence
        assert found[0].rule.instead in found[0].sentence


@pytest.mark.parametrize(
    "typed",
    [
        "国 家 级",
        "国·家·级",
        "国\u200b家级",
        "国-家_级",
        "国家\n级",
        "Best in China",
        "ＢＥＳＴ in china",
    ],
)
def test_signs_in_between_and_wide_letters_hide_nothing(typed: str) -> None:
    assert lint({"title_zh": typed})


@pytest.mark.parametrize(
    "typed",
    [
        "最佳食用期 30 天",
        "开封后最好在 3 天内吃完",
        "最好冷藏保存",
        "红川镇自家果园，手工剥青皮",
        "本品不能代替药物治疗",
        "",
    ],
)
def test_harmless_words_pass(typed: str) -> None:
    assert not lint({"storage_zh": typed})


def test_a_harmless_word_does_not_excuse_another() -> None:
    found = lint({"storage_zh": "最好冷藏，味道最好"})

    assert [each.word for each in found] == ["最好"]


@pytest.mark.parametrize(
    ("said", "types", "missing"),
    [
        ("有机种植的核桃", [], ["有机"]),
        ("有机种植的核桃", ["ORGANIC"], []),
        ("施用有机肥", [], []),
        ("有机肥种出的有机核桃", ["GREEN"], ["有机"]),
        ("绿色食品，地理标志", ["GREEN"], ["地理标志"]),
        ("绿色食品，地理标志", ["GREEN", "AGI"], []),
        ("名特优新", [], ["名特优新"]),
        ("普通核桃", [], []),
    ],
)
def test_a_claim_wants_its_paper(said: str, types: list[str], missing: list[str]) -> None:
    assert unproven([said], types) == missing
