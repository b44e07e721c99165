"""The database: base class, column words, engine, and the one place that commits a request."""

import enum
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import BigInteger, DateTime, Enum, MetaData, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column

from marketplace.kit.ids import uuid7

Id = Annotated[UUID, mapped_column(primary_key=True, default=uuid7)]
Minor = Annotated[int, mapped_column(BigInteger)]
"""Money in 分. BIGINT from day one: 2**31 分 is only 21 million 元."""
CreatedAt = Annotated[
    datetime, mapped_column(DateTime(timezone=True), server_default=func.now(), sort_order=99)
]
Document = Annotated[dict[str, Any], mapped_column(JSONB)]
"""A JSON object; its shape is documented where the column is."""


def _stored_values(kind: type[enum.Enum]) -> list[str]:
    return [member.value for member in kind]


class Base(DeclarativeBase):
    """Every table. Relationships are never loaded by accident: say ``lazy="raise"``."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            length=32,
            create_constraint=True,
            values_callable=_stored_values,
        ),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
    }


def make_engine(url: str, *, pool: int = 10, timeout_seconds: int = 15) -> AsyncEngine:
    """A pool of connections that give up instead of piling up.

    Units: ``timeout_seconds`` bounds a statement, a wait for a lock, and a wait for a connection.
    """
    milliseconds = timeout_seconds * 1000
    return create_async_engine(
        url,
        pool_size=pool,
        max_overflow=pool,
        pool_timeout=timeout_seconds,
        pool_pre_ping=False,
        pool_recycle=1800,
        # Error texts reach the log; what people typed must not.
        hide_parameters=True,
        connect_args={
            "connect_timeout": timeout_seconds,
            "options": (
                f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds // 2}"
                " -c idle_in_transaction_session_timeout=60000 -c timezone=UTC -c jit=off"
            ),
        },
    )


def make_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose rows stay readable after commit."""
    return async_sessionmaker(engine, expire_on_commit=False)


async def open_session(request: Request) -> AsyncIterator[AsyncSession]:
    """One request, one transaction: returning commits, raising rolls back."""
    async with request.app.state.sessions.begin() as session:
        yield session


DbSession = Annotated[AsyncSession, Depends(open_session, scope="function")]
"""Function scope is compulsory: the commit happens before the first byte of the answer."""
