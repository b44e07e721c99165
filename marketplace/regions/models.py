"""Where things are: administrative divisions, county pavilions, the official calendar."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.infra.db import Base, CreatedAt


class Division(Base):
    """One administrative division, from province to village.

    Source: statistical division codes of 2023, see ``seeds/data/china/NOTICE.md``.
    """

    __tablename__ = "divisions"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 5", name="level_known"),
        Index("ix_divisions_parent_code", "parent_code"),
        Index("ix_divisions_level_name", "level", "name"),
    )

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    """2, 4, 6, 9 or 12 digits; a child's code begins with its parent's."""
    level: Mapped[int] = mapped_column(SmallInteger)
    """1 province, 2 city, 3 county, 4 town, 5 village."""
    name: Mapped[str] = mapped_column(String(64))
    pinyin: Mapped[str] = mapped_column(String(128))
    """Latin letters for English pages and search, e.g. ``Hongchuan``."""
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("divisions.code"))


class Pavilion(Base):
    """A county's shop window on this installation."""

    __tablename__ = "pavilions"

    code: Mapped[str] = mapped_column(ForeignKey("divisions.code"), primary_key=True)
    """Six-digit code of the county."""
    name_zh: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(96))
    intro_zh: Mapped[str] = mapped_column(Text, default="")
    intro_en: Mapped[str] = mapped_column(Text, default="")
    is_open: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[CreatedAt]


class Holiday(Base):
    """A day that the State Council's calendar takes from or gives to work."""

    __tablename__ = "holidays"
    __table_args__ = (CheckConstraint("kind IN ('休', '调休上班')", name="kind_known"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name_zh: Mapped[str] = mapped_column(String(32))
    name_en: Mapped[str] = mapped_column(String(64))


class SolarTerm(Base):
    """The day on which one of the 24 节气 begins."""

    __tablename__ = "solar_terms"

    day: Mapped[date] = mapped_column(primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(8))
    name_en: Mapped[str] = mapped_column(String(32))
