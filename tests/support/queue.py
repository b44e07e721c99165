"""What is waiting in the job queue."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def queued(session: AsyncSession, name: str) -> list[dict[str, Any]]:
    """The arguments of every job ``slice.verb`` that this transaction can see."""
    found = await session.execute(
        text("SELECT args FROM procrastinate_jobs WHERE task_name = :name ORDER BY id"),
        {"name": name.replace(".", ":", 1)},
    )
    return list(found.scalars())
