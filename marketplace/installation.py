"""Making an installation ready to run: its secret, its database, its schema, its first data."""

import os
import secrets
import threading
from pathlib import Path
from typing import Final

import structlog
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from marketplace.infra.embedded import BundledServer, start_bundled
from marketplace.settings import Settings

log = structlog.get_logger(__name__)

ROOT: Final = Path(__file__).parents[1]


def with_secret(settings: Settings) -> Settings:
    """``settings`` with a secret key: the given one, or one made once and kept in ``data_dir``."""
    if settings.secret_key.get_secret_value():
        return settings
    kept = settings.data_dir / "secret-key"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        half_written = kept.with_suffix(".new")
        half_written.touch(mode=0o600)
        half_written.write_text(secrets.token_urlsafe(48), encoding="ascii")
        half_written.replace(kept)
    made = SecretStr(kept.read_text(encoding="ascii").strip())
    return settings.model_copy(update={"secret_key": made})


def with_database(settings: Settings) -> tuple[Settings, BundledServer | None]:
    """``settings`` with a database address; starts the bundled server where none is given."""
    if settings.database_url:
        return settings, None
    server = start_bundled(settings.data_dir / "pg")
    return settings.model_copy(update={"database_url": server.url()}), server


class Guardian(threading.Thread):
    """Starts the bundled server again when somebody killed it."""

    def __init__(self, folder: Path, server: BundledServer) -> None:
        super().__init__(name="database-guardian", daemon=True)
        self._folder = folder
        self._server = server
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(2):
            if not _is_alive(self._folder):
                log.warning("database.restarting")
                try:
                    self._server.revive()
                except Exception as trouble:  # noqa: BLE001 - it tries again in two seconds
                    log.warning("database.not_started", reason=str(trouble))

    def end(self) -> None:
        """Stop watching."""
        self._ended.set()


def _is_alive(folder: Path) -> bool:
    try:
        first = (folder / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0]
        os.kill(int(first), 0)
    except (OSError, ValueError):
        return False
    return True


def migrate(url: str) -> None:
    """Bring the schema to the newest revision; costs one query when it is there already."""
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            # Two processes starting at once must not both migrate.
            connection.execute(text("SELECT pg_advisory_xact_lock(621221)"))
            has_version = inspect(connection).has_table("alembic_version")
            present = (
                connection.scalar(text("SELECT version_num FROM alembic_version"))
                if has_version
                else None
            )
            if present != newest:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
    finally:
        engine.dispose()


def is_empty(url: str) -> bool:
    """Whether no vendor has ever been here."""
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return not connection.scalar(text("SELECT EXISTS (SELECT 1 FROM vendors)"))
    finally:
        engine.dispose()
