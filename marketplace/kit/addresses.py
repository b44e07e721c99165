"""A pasted address taken apart: who, which number, which town, which door.

Nothing is refused and nothing guessed beyond what the text says: what was not found stays empty
for the person to fill in.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from marketplace.kit.divisions import Division, DivisionIndex, DivisionMatch
from marketplace.kit.text import fold

LONGEST_TEXT: Final = 500
"""Signs that are read; nobody's address is longer."""

_PHONES: Final = (
    re.compile(
        r"(?<![0-9])(?:\(?(?:\+|00)?86\)?[-\s]?)?"
        r"(?P<number>1[3-9][0-9][-\s]?[0-9]{4}[-\s]?[0-9]{4})(?![0-9])"
        r"(?:\s*(?:转|-)\s*(?P<extension>[0-9]{3,4})(?![0-9号室栋幢楼单]))?"
    ),
    re.compile(
        r"(?<![0-9])(?:(?:\+|00)86[-\s]?)?\(?(?P<number>0[0-9]{2,3}\)?[-\s]?[0-9]{7,8})(?![0-9])"
        r"(?:\s*(?:转|-)\s*(?P<extension>[0-9]{1,6})(?![0-9号室栋幢楼单]))?"
    ),
    re.compile(r"(?P<number>\+[0-9][0-9\s-]{6,16}[0-9])(?![0-9])(?P<extension>)"),
)
_AREA_CODE: Final = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([0-9]{7,8})")

_NAME_LABELS: Final = r"收[货件]人姓名|收[货件]人|联系人|姓名|name"
_OTHER_LABELS: Final = (
    r"手机号码|手机号|手机|联系电话|电话号码|电话|联系方式|收[货件]地址|详细地址|所在地区|所在地|地区|地址|"
    r"邮政编码|邮编|phone|tel|address"
)
_NAME_LABEL: Final = re.compile(rf"(?:{_NAME_LABELS}) *:", re.IGNORECASE)
_LABELLED_NAME: Final = re.compile(rf"{_NAME_LABEL.pattern} *(?P<name>[^\s,;|]+)", re.IGNORECASE)
_OTHER_LABEL: Final = re.compile(rf"(?:{_OTHER_LABELS}) *:", re.IGNORECASE)
_POSTCODE: Final = re.compile(r"邮政?编码?\s*:?\s*[0-9]{6}(?![0-9])")

_TOKEN: Final = re.compile(r"[A-Za-z][A-Za-z.'-]*(?: [A-Za-z][A-Za-z.'-]*)*(?=[\s,;|]|$)|[^\s,;|]+")
_SAYS_NOTHING: Final = re.compile(
    rf"[^\w]*|\(?收\)?|[0-9]{{6}}|{_NAME_LABELS}|{_OTHER_LABELS}", re.IGNORECASE
)
"""Signs alone, the 收 after a name, a lone postcode, a label without its colon."""
_BEFORE_NAME: Final = re.compile(rf"^(?:{_NAME_LABELS})(?=.{{2}})")
_AFTER_NAME: Final = re.compile(r"\(?收\)?$")
_HAN: Final = r"\u3400-\u9fff\U00020000-\U0003ffff"
_NAME: Final = re.compile(
    rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,8}}·[{_HAN}·]{{1,12}}|[A-Za-z][A-Za-z .'-]{{1,30}}"
)
_ENDS_LIKE_A_PLACE: Final = re.compile(
    r"[省市区县旗州盟镇乡村路街道巷弄号楼栋幢室院里庄屯寨组社园厦场店厂校站馆所部局铺]$"
)
_SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭"
    "郎鲁韦昌马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余顾孟黄穆萧肖"
    "尹姚邵汪祁毛禹狄米贝臧计成戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路江童颜郭梅盛林刁钟徐邱骆"
    "高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪解应宗丁邓洪包左石崔吉龚程邢裴陆荣翁荀羊甄曲封储靳段焦巴谷"
    "车侯班秋仲宁仇栾祖武符刘景詹束龙叶司黎薄白蒲从鄂索赖卓池乔翟谭劳姬申冉桂牛寿边燕尚温庄晏"
    "柴阎闫连习艾容古易廖居衡步耿匡文寇欧沃利越师聂晁敖冷辛简饶曾沙丰关游权盖桓诸"
    "付代岳尉迟仝丛党惠苟辜晋敬兰卜苑覃佟佘原战"
)


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """What a pasted text says; anything it does not say is empty."""

    name: str = ""
    phone: str = ""
    """``13800138000``, with an extension ``13800138000-1234``; ``0939-3211234``; ``+852…``."""
    province_code: str = ""
    city_code: str = ""
    county_code: str = ""
    town_code: str = ""
    detail: str = ""
    leftover: str = ""
    """Words that fitted nowhere, so that nothing vanishes unseen."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the empty fields, in the order a form asks for them."""
        fields = {
            "name": self.name,
            "phone": self.phone,
            "province": self.province_code,
            "city": self.city_code,
            "county": self.county_code,
            "town": self.town_code,
            "detail": self.detail,
        }
        return tuple(field for field, found in fields.items() if not found)


def parse_address(pasted: str, index: DivisionIndex) -> ParsedAddress:
    """Name, telephone, divisions and door in any order, with or without labels and separators.

    Never raises.
    """
    text = fold(pasted[:LONGEST_TEXT])
    phone, text = _take_phone(_POSTCODE.sub("\n", text))
    name, text = _take_labelled_name(_OTHER_LABEL.sub("\n", text))
    match = index.find(text)
    if match is None:
        before, after, found = text, "", ParsedAddress(phone=phone)
    else:
        deepest, after = _skip_repetition(match, text[match.end :], index)
        before = _without_region(text[: match.start], deepest, index)
        codes = {f"{line.level}_code": line.code for line in index.lineage(deepest)}
        found = ParsedAddress(phone=phone, **codes)
    leading, trailing = _tokens(before), _tokens(after)
    if not name:
        name = _take_name(leading, trailing)
    if match is None:
        leading, trailing = trailing, leading
    return replace(found, name=name, detail=" ".join(trailing), leftover=" ".join(leading))


def _take_phone(text: str) -> tuple[str, str]:
    """The first telephone number, and ``text`` without it."""
    for pattern in _PHONES:
        if found := pattern.search(text):
            number = re.sub(r"[^0-9+]", "", found["number"])
            number = _AREA_CODE.sub(r"\1-\2", number) if number.startswith("0") else number
            extension = f"-{found['extension']}" if found["extension"] else ""
            return number + extension, f"{text[: found.start()]}\n{text[found.end() :]}"
    return "", text


def _take_labelled_name(text: str) -> tuple[str, str]:
    found = _LABELLED_NAME.search(text)
    name = _AFTER_NAME.sub("", found["name"]) if found else ""
    if found is None or not _NAME.fullmatch(name):
        return "", _NAME_LABEL.sub("\n", text)
    return name, f"{text[: found.start()]}\n{text[found.end() :]}"


def _without_region(before: str, deepest: Division, index: DivisionIndex) -> str:
    """``before`` without the region that the place after it says again, and further."""
    region = index.find(before)
    if region is None or len(region.named) < 2 or region.division not in index.lineage(deepest):
        return before
    return f"{before[: region.start]}\n{before[region.end :]}"


def _skip_repetition(
    match: DivisionMatch, after: str, index: DivisionIndex
) -> tuple[Division, str]:
    """Forms that ask for the region first are often answered with all of it again in the detail."""
    rest = after.lstrip(" \n,;|、/-")
    again = index.match(rest)
    if again is None or len(again.named) < 2:
        return match.division, rest
    if again.division in index.lineage(match.division):
        return match.division, rest[again.end :]
    if match.division in index.lineage(again.division):
        return again.division, rest[again.end :]
    return match.division, rest


def _tokens(text: str) -> list[str]:
    """The words of ``text`` that say something."""
    return [word for word in _TOKEN.findall(text) if not _SAYS_NOTHING.fullmatch(word)]


def _take_name(leading: list[str], trailing: list[str]) -> str:
    """The likeliest name, taken out of its list.

    A surname before the place, then anything shaped like a name there, then, from the end, a
    surname after the place.
    """
    for words, order, must_be_plain in (
        (leading, leading, True),
        (leading, leading, False),
        (trailing, trailing[::-1], True),
    ):
        for word in order:
            name = _AFTER_NAME.sub("", _BEFORE_NAME.sub("", word))
            if not _NAME.fullmatch(name) or _ENDS_LIKE_A_PLACE.search(name):
                continue
            if not must_be_plain or name[0] in _SURNAMES or "·" in name or " " in name:
                words.remove(word)
                return name
    return ""
