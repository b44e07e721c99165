"""Words that a listing may not use, with the rule behind each and what to write instead.

Source: Advertising Law arts. 9, 17, 18, 28; Food Safety Law arts. 71, 73; domain rule AD-1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from marketplace.kit.language import gettext as _


@dataclass(frozen=True, slots=True)
class Rule:
    """Some words, why they are refused, and a way to say it truthfully."""

    words: tuple[str, ...]
    law: str
    instead: str


RULES: Final = (
    Rule(
        ("国家级", "最高级", "最佳", "最好", "第一品牌", "顶级", "极品", "全网最低", "世界级"),
        "广告法第九条第三项",
        "写出可以核对的事实，例如等级标准号、果径或检测数值",
    ),
    Rule(
        ("国家机关推荐", "政府推荐", "领导推荐", "特供", "国宾", "专供", "军用"),
        "广告法第九条第二项",
        "只写发证机关和证书编号，不写推荐",
    ),
    Rule(
        (
            "治疗", "疗效", "药效", "抗癌", "防癌", "降血压", "降血糖", "降血脂", "消炎", "治愈",
            "根治", "祛病", "预防疾病", "延年益寿", "壮阳", "补肾",
        ),
        "广告法第十七条、食品安全法第七十三条",
        "只写吃法、口感和贮存，不写对疾病的作用",
    ),
    Rule(
        ("零农残", "无农残", "纯天然", "无任何添加", "绝对安全", "百分百安全"),
        "广告法第二十八条",
        "写检测项目、结果和报告编号",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One forbidden word in one field."""

    field: str
    word: str
    rule: Rule

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, for beside the field."""
        return _(
            "「%(word)s」不能用（%(law)s）。可以改为：%(instead)s。",
            word=self.word,
            law=self.rule.law,
            instead=_(self.rule.instead),
        )


def lint(texts: Mapping[str, str]) -> list[Finding]:
    """Every forbidden word in ``texts`` (field name → what was typed)."""
    return [
        Finding(field, word, rule)
        for field, text in texts.items()
        for rule in RULES
        for word in rule.words
        if word in text
    ]
