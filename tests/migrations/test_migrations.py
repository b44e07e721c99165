"""The schema: up, down and up again on an empty database, and the same as the models say."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import make_url

from marketplace.tables import metadata

ROOT = Path(__file__).parents[2]
CONSTRAINTS = sa.text("""
SELECT conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'c'
   AND conrelid::regclass::text NOT LIKE 'procrastinate%'
""")


@pytest.fixture
def empty(server_url: str, worker_id: str) -> Iterator[str]:
    name = f"migrating_{worker_id}_{os.getpid()}"
    admin = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(
            sa.text(f"CREATE DATABASE {name} ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0")
        )
    yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def test_up_down_and_up_again(empty: str) -> None:
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", empty.replace("%", "%%"))

    command.upgrade(config, "head")
    command.check(config)
    command.downgrade(config, "base")
    command.upgrade(config, "head")

    command.check(config)


def test_migrated_constraints_are_those_of_the_models(empty: str, server_url: str) -> None:
    """Autogenerate does not see changed CHECK texts or new members of an enum."""
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", empty.replace("%", "%%"))
    command.upgrade(config, "head")
    engine = sa.create_engine(empty)
    with engine.begin() as connection:
        migrated = {row[0]: row[1] for row in connection.execute(CONSTRAINTS)}
        connection.execute(sa.text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
        metadata.create_all(connection)
        modelled = {row[0]: row[1] for row in connection.execute(CONSTRAINTS)}
    engine.dispose()

    assert migrated == modelled
