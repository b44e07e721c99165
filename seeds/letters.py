"""Place names in Latin letters, with the readings a dictionary of common words gets wrong."""

from typing import Final

from pypinyin import lazy_pinyin

_IN_PLACES: Final = {"都": "du", "长": "chang", "什": "shi", "勒": "le", "洞": "dong"}
"""How a character is read in nearly every place name, whatever it is in common words."""

_READINGS: Final = {
    "长子": ("zhang", "zi"), "民乐": ("min", "le"), "南乐": ("nan", "le"), "昌乐": ("chang", "le"),
    "宕昌": ("tan", "chang"), "浚县": ("xun", "xian"), "崆峒": ("kong", "tong"),
    "洪洞": ("hong", "tong"), "单县": ("shan", "xian"), "荥经": ("ying", "jing"),
    "涡阳": ("guo", "yang"), "六合": ("lu", "he"), "朝阳": ("chao", "yang"),
    "繁峙": ("fan", "shi"), "乐清": ("yue", "qing"), "乐亭": ("lao", "ting"),
    "六安": ("lu", "an"), "大柴旦": ("da", "chai", "dan"), "东阿": ("dong", "e"),
}  # fmt: skip


def syllables(name: str) -> list[str]:
    """One syllable a character, without tones."""
    said = lazy_pinyin(name)
    if len(said) != len(name):
        return said
    said = [_IN_PLACES.get(sign, spoken) for sign, spoken in zip(name, said, strict=True)]
    for words, reading in _READINGS.items():
        at = name.find(words)
        if at >= 0:
            said[at : at + len(words)] = reading
    return said


def letters(name: str) -> str:
    """The name as a map would print it: 「秦安」 is Qin'an."""
    first, *rest = syllables(name)
    joined = first + "".join(f"'{word}" if word[0] in "aoe" else word for word in rest)
    return joined.capitalize()
