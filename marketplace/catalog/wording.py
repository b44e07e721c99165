"""Words that a listing may not use, with the rule behind each and what to write instead.

Source: Advertising Law arts. 9, 17, 18, 28; Food Safety Law arts. 71, 73; domain rule AD-1.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from marketplace.kit.language import gettext as _
from marketplace.kit.text import fold


@dataclass(frozen=True, slots=True)
class Rule:
    """Some words that may not be used, and why. ``key`` names its sentences below."""

    key: str
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()
    """Longer words in which one of ``words`` is harmless."""

    def broken_by(self, text: str) -> Iterable[str]:
        """The words of this rule in ``text``. Needs: ``text`` flattened."""
        for harmless in self.unless:
            text = text.replace(harmless, "·")
        return (word for word in self.words if word in text)

    @property
    def law(self) -> str:
        """The article behind the rule."""
        return _sentences(self.key)[0]

    @property
    def instead(self) -> str:
        """A way to say it truthfully."""
        return _sentences(self.key)[1]


def _sentences(key: str) -> tuple[str, str]:
    return {
        "superlative": (
            _("广告法第九条第三项"),
            _("写出可以核对的事实，例如等级标准号、果径或检测数值"),
        ),
        "state": (_("广告法第九条第二项"), _("只写发证机关和证书编号，不写推荐")),
        "cure": (
            _("广告法第十七条、食品安全法第七十三条"),
            _("只写吃法、口感和贮存，不写对疾病的作用"),
        ),
        "absolute": (_("广告法第二十八条"), _("写检测项目、结果和报告编号")),
    }[key]


RULES: Final = (
    Rule(
        "superlative",
        ("国家级", "最高级", "最佳", "最好", "第一品牌", "顶级", "极品", "全网最低", "世界级",
         "best in china", "world's best", "no. 1 brand", "number one brand"),
        unless=("最佳食用", "最佳饮用", "最佳赏味", "最佳保存", "最佳品尝", "最好在", "最好于",
                "最好冷藏", "最好冷冻", "最好放", "最好用", "最好尽", "最好先", "最好密封"),
    ),
    Rule(
        "state",
        ("国家机关推荐", "政府推荐", "领导推荐", "特供", "国宾", "专供", "军用"),
    ),
    Rule(
        "cure",
        ("治疗", "疗效", "药效", "抗癌", "防癌", "降血压", "降血糖", "降血脂", "消炎", "治愈",
         "根治", "祛病", "预防疾病", "延年益寿", "壮阳", "补肾", "anti-cancer", "prevents cancer",
         "lowers blood pressure", "lowers blood sugar", "treats disease"),
        unless=("不能代替药物治疗", "不能替代药物治疗", "无疗效", "没有疗效"),
    ),
    Rule("absolute", ("零农残", "无农残", "纯天然", "无任何添加", "绝对安全", "百分百安全")),
)  # fmt: skip

_BETWEEN: Final = re.compile(r"(?<=[\u4e00-\u9fff])[\s·・.*_\-~|]+(?=[\u4e00-\u9fff])")
"""What people put between two signs so that a word is not found."""


def flat(text: str) -> str:
    """``text`` as the word lists read it: small, narrow, nothing between Chinese signs."""
    return _BETWEEN.sub("", fold(text).casefold())


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
            instead=self.rule.instead,
        )


def lint(texts: Mapping[str, str]) -> list[Finding]:
    """Every forbidden word in ``texts`` (field name → what was typed)."""
    return [
        Finding(field, word, rule)
        for field, text in texts.items()
        for rule in RULES
        for word in rule.broken_by(flat(text))
    ]


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that say a thing has been certified, and the papers any one of which proves it."""

    words: tuple[str, ...]
    types: tuple[str, ...]
    unless: tuple[str, ...] = ()


CLAIMS: Final = (
    Claim(("有机",), ("ORGANIC",), unless=("有机肥", "有机质", "有机玻璃", "有机物", "有机酸")),
    Claim(("绿色食品",), ("GREEN",)),
    Claim(("地理标志", "地标产品"), ("GI", "AGI")),
    Claim(("名特优新",), ("MTYX",)),
)
"""Source: Law on the Quality and Safety of Agricultural Products art. 42; domain rule FOOD-6."""


def unproven(texts: Iterable[str], types: Collection[str]) -> list[str]:
    """Claims in ``texts`` for which no paper of the right type is among ``types``."""
    whole = "\n".join(flat(text) for text in texts)
    found: list[str] = []
    for claim in CLAIMS:
        text = whole
        for harmless in claim.unless:
            text = text.replace(harmless, "·")
        word = next((word for word in claim.words if word in text), None)
        if word is not None and not set(claim.types) & set(types):
            found.append(word)
    return found
