"""Files that people hand in: photos everybody may see, papers that few may."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.infra.db import Base, CreatedAt, Id


class FileState(enum.StrEnum):
    """Whether the sizes have been made. ``failed`` says why in ``error``."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class StoredFile(Base):
    """One uploaded file, written anew by us under a name of ours."""

    __tablename__ = "stored_files"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        Index("ix_stored_files_vendor_id", "vendor_id"),
    )

    id: Mapped[Id]
    is_private: Mapped[bool]
    """Private files are served only to their vendor's people and to reviewers, each view logged."""
    vendor_id: Mapped[UUID | None]
    uploaded_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    media_type: Mapped[str] = mapped_column(String(32))
    original_name: Mapped[str] = mapped_column(String(120), default="")
    """For people to recognise it by; never used as a path."""
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    """Where the storage keeps the re-encoded original."""
    renditions: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """``{"320.webp": "key", "320.avif": "key", …}`` once the job has made them."""
    state: Mapped[FileState] = mapped_column(default=FileState.PENDING)
    error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[CreatedAt]


class FileView(Base):
    """That somebody looked at a private file."""

    __tablename__ = "file_views"
    __table_args__ = (Index("ix_file_views_file_id", "file_id", "viewed_at"),)

    id: Mapped[Id]
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_files.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    viewed_at: Mapped[datetime]
    request_id: Mapped[str | None] = mapped_column(String(64))
