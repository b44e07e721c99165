"""Runs migrations over one connection, given by the caller or made from the environment."""

import os

from alembic import context
from sqlalchemy import Connection, create_engine, pool

from marketplace.infra.crypto import Encrypted
from marketplace.tables import metadata


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """The job queue brings its own tables; autogenerate must leave them alone."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def rendered(kind: str, thing: object, _context: object) -> str | bool:
    """A sealed column is text to the database; migrations need not know more."""
    return "sa.Text()" if kind == "type" and isinstance(thing, Encrypted) else False


def run(connection: Connection) -> None:
    """Upgrade or compare on ``connection``."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=is_ours,
        render_item=rendered,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = context.config.get_main_option("sqlalchemy.url") or os.environ["DATABASE_URL"]
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as opened:
        run(opened)
    engine.dispose()
