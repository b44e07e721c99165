"""The bundled server: one, however many processes ask for it at once."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.infra.embedded import LONGEST_SOCKET_PATH, start_bundled
from marketplace.kit.errors import Unavailable

STARTING = (
    "import sys; from pathlib import Path; from marketplace.infra.embedded import start_bundled;"
    " print(start_bundled(Path(sys.argv[1])).url())"
)


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pv-") as made:
        Path(made).chmod(0o755)
        yield Path(made) / "pg"
        start_bundled(Path(made) / "pg").stop()


@pytest.mark.slow
def test_processes_that_find_the_folder_empty_start_one_server(folder: Path) -> None:
    """Seen red without the lock: both made the data folder, and one of them failed."""
    starting = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", STARTING, str(folder)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(3)
    ]  # fmt: skip

    said = [each.communicate(timeout=90) for each in starting]

    assert [each.returncode for each in starting] == [0, 0, 0], [err[-300:] for _out, err in said]
    assert len({out for out, _err in said}) == 1


def test_a_folder_too_deep_for_a_socket_is_refused_in_words() -> None:
    with pytest.raises(Unavailable, match="DATA_DIR is too long"):
        start_bundled(Path("/tmp") / ("x" * LONGEST_SOCKET_PATH))
