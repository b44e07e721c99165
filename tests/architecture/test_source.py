"""Conventions that are programs: what a reviewer should never have to say twice."""

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "marketplace"
LONGEST_FILE = 480
COMMITTERS = {"infra/db.py", "worker.py", "cli.py"}
MAY_TALK = {"infra/db.py"}


def sources(folder: Path = PACKAGE) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


def test_nothing_commits_outside_the_one_place() -> None:
    found = [name for name, text in sources() if ".commit(" in text and name not in COMMITTERS]

    assert not found


def test_states_change_only_through_their_table() -> None:
    """Where a slice has a table of transitions, ``x.state = …`` is an answer of it."""
    wrong: list[str] = []
    for name, text in sources():
        if not (PACKAGE / name.split("/")[0] / "states.py").exists():
            continue
        wrong += [
            f"{name}: {line.strip()}"
            for line in re.findall(r"^ +\w+\.state = .*$", text, re.MULTILINE)
            if "next_" not in line
        ]

    assert not wrong


def test_slices_never_print() -> None:
    found = [name for name, text in sources() if re.search(r"^\s*print\(", text, re.MULTILINE)]

    assert set(found) <= {"cli.py"}


def test_files_stay_readable() -> None:
    long = {name: lines for name, text in sources() if (lines := text.count("\n")) > LONGEST_FILE}

    assert not long


def test_imports_stand_at_the_top() -> None:
    """A hidden import means that the arrow is wrong; only the command line may wait."""
    hidden: list[str] = []
    for name, text in sources():
        if name == "cli.py":
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                hidden += [
                    f"{name}:{each.lineno}"
                    for each in ast.walk(node)
                    if isinstance(each, (ast.Import, ast.ImportFrom))
                ]

    assert not hidden


def test_every_public_service_function_has_its_promise() -> None:
    missing: list[str] = []
    for name, text in sources():
        if "/service" not in name:
            continue
        for node in ast.parse(text).body:
            is_function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            if is_function and not node.name.startswith("_") and not ast.get_docstring(node):
                missing.append(f"{name}:{node.name}")

    assert not missing


def test_every_error_a_docstring_names_exists() -> None:
    classes = set(dir(builtins)) | {"PoolTimeout"}
    for _name, text in sources():
        classes |= {n.name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ClassDef)}
    unknown: list[str] = []
    for name, text in sources():
        for promised in re.findall(r"Raises:\s*([^\n]+(?:\n\s{4,}[A-Z]\w+[^\n]*)*)", text):
            unknown += [
                f"{name}: {word}"
                for word in re.findall(r"\b[A-Z][a-zA-Z]+\b", promised.split(", when")[0])
                if re.fullmatch(r"(?:[A-Z][a-z]+){2,}", word) and word not in classes
            ]

    assert not unknown


def test_the_project_speaks_only_of_itself() -> None:
    wrong: list[str] = []
    forbidden = re.compile(r"\.\./shared|/work/|/opt/pypi|pypi\.org|npmjs|\bLLM\b|Claude|GPT-\d")
    for folder in ("marketplace", "seeds", "templates", "static", "docs", "migrations", "bench"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".html", ".md", ".css", ".js", ".po", ".txt", ".toml"}:
                found = forbidden.search(path.read_text(encoding="utf-8"))
                if found:
                    wrong.append(f"{path.relative_to(ROOT)}: {found[0]}")

    assert not wrong


@pytest.mark.parametrize("folder", ["marketplace", "seeds"])
def test_no_unfinished_marks(folder: str) -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    found = [name for name, text in sources(ROOT / folder) if marks.search(text)]

    assert not found
