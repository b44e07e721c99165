"""Which province, city, county and town a piece of text names; the rows come from elsewhere.

Built once from all divisions (some 45,000) and shared: looking up costs a few dictionary probes
for each sign of the text and never walks the towns.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, Literal

Level = Literal["province", "city", "county", "town"]

_NOT_PLACES: Final = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""City rows that only group counties; nobody begins an address with them."""

_PEOPLES: Final = (
    "壮族|回族|维吾尔族?|藏族|羌族|彝族|苗族|侗族|土家族|布依族|朝鲜族|蒙古族?|哈萨克族?|柯尔克孜族?|"
    "傣族|景颇族|白族|哈尼族|傈僳族|独龙族|怒族|满族|土族|撒拉族|保安族|东乡族|裕固族|瑶族|黎族|畲族|"
    "仡佬族|水族|毛南族|仫佬族|拉祜族|佤族|布朗族|纳西族|普米族|锡伯族?|塔吉克族?|达斡尔族|鄂温克族|各族"
)
_AUTONOMOUS: Final = re.compile(rf"(.{{2,}}?)(?:{_PEOPLES})*自治([区州县旗])")
_SUFFIXED: Final = re.compile(r"(.{2,}?)(?:特别行政区|地区|新区|矿区|林区|省|市|盟|区|县|旗)")
_TOWN_SUFFIXED: Final = re.compile(
    rf"(.{{2,}}?)(?:街道办事处|街道|(?:{_PEOPLES})*(?:民族)?乡|镇|苏木)"
)

_BETWEEN_LEVELS: Final = re.compile(r"[\s,、/\\·|>_\-—]*")
_AFTER_TOWN: Final = re.compile(r"办事处|办(?=\s|$)|")
_NAMES_A_STREET: Final = re.compile(
    r"[东南西北中]?[一二三四五六]?(?:大道|大街|路|街|巷|弄|村|桥|大厦|酒店|饭店|小区|花园|广场|大学)"
)


@dataclass(frozen=True, slots=True)
class Division:
    """One administrative division, down to the town."""

    code: str
    name: str
    level: Level
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class DivisionMatch:
    """The deepest division a text names for certain, and where in the text it does so."""

    division: Division
    start: int
    end: int
    named: tuple[Division, ...]
    """The divisions spelt out, from above; the others follow from them."""


@dataclass(frozen=True, slots=True)
class _Step:
    division: Division
    end: int
    is_whole_name: bool


_Path = tuple[_Step, ...]


class DivisionIndex:
    """All divisions by name, by short name and by what lies above them."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._by_code = {division.code: division for division in divisions}
        self._children: dict[str, list[Division]] = defaultdict(list)
        self._upper: dict[str, list[tuple[Division, bool]]] = defaultdict(list)
        self._towns: dict[str, list[Division]] = defaultdict(list)
        self._towns_of: dict[str, dict[str, tuple[Division, bool]]] = {}
        for division in self._by_code.values():
            self._children[division.parent_code or ""].append(division)
            if division.level == "town":
                self._towns[division.name].append(division)
            else:
                for alias, is_whole in self._upper_names(division):
                    self._upper[alias].append((division, is_whole))
        self._longest = max(map(len, (*self._upper, *self._towns)), default=0)

    def get(self, code: str) -> Division | None:
        """The division with this code."""
        return self._by_code.get(code)

    def lineage(self, division: Division) -> list[Division]:
        """``division`` and everything above it, from the province down."""
        line = [division]
        while line[0].parent_code in self._by_code:
            line.insert(0, self._by_code[line[0].parent_code])
        return line

    def find(self, text: str) -> DivisionMatch | None:
        """The best-supported place in ``text``: most levels, most signs, earliest."""
        best: DivisionMatch | None = None
        for at in range(len(text)):
            match = self.match(text, at)
            if match and (best is None or _support(match) > _support(best)):
                best = match
        return best

    def match(self, text: str, at: int = 0) -> DivisionMatch | None:
        """The place named by ``text`` from ``at`` on, or None when that is none or unclear."""
        paths = list(self._paths(text, at, None))
        most = max(((len(path), path[-1].end) for path in paths), default=None)
        rivals = [path for path in paths if (len(path), path[-1].end) == most]
        if not rivals or not _is_convincing(rivals[0], text, at):
            return None
        return self._agreed(rivals, at)

    def _agreed(self, rivals: Sequence[_Path], at: int) -> DivisionMatch | None:
        """What all of ``rivals`` have in common: the rest of the text stays unread."""
        lines = [self.lineage(path[-1].division) for path in rivals]
        shared = [
            same[0] for same in takewhile(lambda row: len(set(row)) == 1, zip(*lines, strict=False))
        ]
        named = [step for step in rivals[0] if step.division in shared]
        if not named:
            return None
        steps = tuple(step.division for step in named)
        return DivisionMatch(self._only_descendant(shared[-1]), at, named[-1].end, steps)

    def _only_descendant(self, division: Division) -> Division:
        """Where there is one thing below, it is meant: the county of 嘉峪关, the city of 北京."""
        while division.level in ("province", "city"):
            children = self._children.get(division.code, [])
            if len(children) != 1:
                break
            division = children[0]
        return division

    def _paths(self, text: str, at: int, above: Division | None) -> Iterator[_Path]:
        """Every way to read divisions one below the other from ``at`` on."""
        if above is not None:
            between = _BETWEEN_LEVELS.match(text, at)
            at = between.end() if between else at
        for step in self._steps(text, at, above):
            yield (step,)
            if step.division.level != "town":
                for rest in self._paths(text, step.end, step.division):
                    yield (step, *rest)

    def _steps(self, text: str, at: int, above: Division | None) -> Iterator[_Step]:
        for end in range(at + 1, min(at + self._longest, len(text)) + 1):
            key = text[at:end]
            for division, is_whole in self._named(key, above):
                if is_whole or not _NAMES_A_STREET.match(text, end):
                    yield _Step(division, _past_town_office(division, text, end), is_whole)

    def _named(self, key: str, above: Division | None) -> Iterator[tuple[Division, bool]]:
        """Divisions called ``key`` below ``above``; anywhere, if it is unmistakable, below None."""
        if above is None:
            if key not in _NOT_PLACES:
                yield from self._upper.get(key, ())
            towns = self._towns.get(key, ())
            if len(towns) == 1:
                yield towns[0], True
            return
        for division, is_whole in self._upper.get(key, ()):
            if self._lies_below(division, above):
                yield division, is_whole
        if above.level == "county":
            town = self._towns_below(above).get(key)
            if town:
                yield town
        else:
            for division in self._towns.get(key, ()):
                if self._lies_below(division, above):
                    yield division, True

    def _lies_below(self, division: Division, above: Division) -> bool:
        while division.parent_code in self._by_code:
            division = self._by_code[division.parent_code]
            if division == above:
                return True
        return False

    def _towns_below(self, county: Division) -> dict[str, tuple[Division, bool]]:
        """The county's towns by name, and by short name where only one has it; made when asked."""
        if county.code not in self._towns_of:
            towns = self._children.get(county.code, [])
            named: dict[str, tuple[Division, bool]] = {}
            short: dict[str, list[Division]] = defaultdict(list)
            for town in towns:
                plain = town.name.removeprefix(county.name)
                if found := _TOWN_SUFFIXED.fullmatch(plain):
                    short[found[1]].append(town)
                named[plain] = named[town.name] = town, True
            for alias, same in short.items():
                if len(same) == 1:
                    named.setdefault(alias, (same[0], False))
            self._towns_of[county.code] = named
        return self._towns_of[county.code]

    def _upper_names(self, division: Division) -> Iterator[tuple[str, bool]]:
        """What people write for a province, city or county, and whether it is a name in full."""
        yield division.name, True
        above = self._by_code.get(division.parent_code or "")
        if division.name in _NOT_PLACES and above and above.name.endswith("市"):
            yield above.name, True
        if found := _AUTONOMOUS.fullmatch(division.name):
            base = found[1].removesuffix("族")
            yield base, False
            if found[2] in "州县":
                yield base + found[2], True
        elif found := _SUFFIXED.fullmatch(division.name):
            yield found[1], False


def _support(match: DivisionMatch) -> tuple[int, bool, int]:
    """A town alone comes last: a new street office may bear the name of a far-away one."""
    return len(match.named), match.named[0].level != "town", match.end - match.start


def _is_convincing(path: _Path, text: str, at: int) -> bool:
    """One short name alone may be part of anything: 康乐小区, 李三明."""
    step, *below = path
    if below:
        return True
    begins_a_word = at == 0 or not text[at - 1].isalnum()
    if step.division.level in ("province", "city"):
        return step.is_whole_name or begins_a_word
    return step.is_whole_name and (begins_a_word or step.division.level == "county")


def _past_town_office(division: Division, text: str, end: int) -> int:
    """Past the 办事处 that people write after a 街道."""
    office = _AFTER_TOWN.match(text, end) if division.level == "town" else None
    return office.end() if office else end
