"""Writes about certificates."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.certification.models import CertificateType
from marketplace.infra.bulk import upsert


async def load_certificate_types(session: AsyncSession, rows: Iterable[Mapping[str, Any]]) -> int:
    """Bring the catalogue of types up to date. Shape: the columns of ``CertificateType``."""
    return await upsert(session, CertificateType, rows, key=("code",))
