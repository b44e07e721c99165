"""``docs/security.md`` names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`([a-z_]+(?:/[a-z_]+)*/(?:[a-z_]+\.py)?)`")


def test_every_requirement_points_at_a_test_that_is_there() -> None:
    rows = [
        line
        for line in (ROOT / "docs/security.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| id ")
    ]
    named = [(row, NAMED.findall(row.rsplit("|", 2)[1])) for row in rows]

    assert len(rows) > 40
    assert not [row for row, files in named if not files]
    assert not [
        file for _, files in named for file in files if not (ROOT / "tests" / file).exists()
    ]
