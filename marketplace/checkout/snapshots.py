"""What is kept with each order line: the page as it was. Source: domain rules A.3, pain 24."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Uuid

from marketplace.kit.clock import china_day
from marketplace.kit.hashing import fingerprint

_PAGES: Final = text("""
SELECT v.id AS variant_id, jsonb_build_object(
    'name_zh', p.name_zh, 'name_en', p.name_en,
    'summary_zh', p.summary_zh, 'summary_en', p.summary_en,
    'description_zh', p.description_zh, 'description_en', p.description_en,
    'kind', p.kind, 'category', p.category_code, 'cultivar', p.cultivar,
    'grade', v.grade, 'grade_standard', v.grade_standard,
    'storage_zh', p.storage_zh, 'storage_en', p.storage_en,
    'shelf_life_zh', p.shelf_life_zh, 'shelf_life_en', p.shelf_life_en,
    'ingredients', p.ingredients, 'standard_code', p.standard_code, 'licence_no', p.licence_no,
    'damage_rule_zh', p.damage_rule_zh, 'damage_rule_en', p.damage_rule_en,
    'dispatch_hours', p.dispatch_hours, 'version', p.version,
    'vendor', jsonb_build_object('name', w.name, 'uscc', w.uscc, 'phone', w.service_phone),
    'origin', (SELECT jsonb_agg(jsonb_build_object('code', d.code, 'name', d.name,
                                                   'pinyin', d.pinyin) ORDER BY d.level)
                 FROM divisions d
                WHERE d.code IN (left(p.division_code, 2), left(p.division_code, 4),
                                 left(p.division_code, 6), left(p.division_code, 9),
                                 p.division_code)),
    'certificates', coalesce((
        SELECT jsonb_agg(jsonb_build_object(
                   'id', c.id, 'type', c.type_code, 'name_zh', t.name_zh, 'name_en', t.name_en,
                   'number', c.number, 'issuer', c.issuer, 'valid_until', c.valid_until)
               ORDER BY t.position, c.id)
          FROM product_certificates pc
          JOIN certificates c ON c.id = pc.certificate_id
          JOIN certificate_types t ON t.code = c.type_code
         WHERE pc.product_id = p.id AND c.state = 'valid'
           AND (c.valid_from IS NULL OR c.valid_from <= :day)
           AND (c.valid_until IS NULL OR c.valid_until >= :day)), '[]'),
    'photos', coalesce((SELECT jsonb_agg(f.file_id ORDER BY f.position) FROM product_photos f
                         WHERE f.product_id = p.id AND f.removed_at IS NULL), '[]')
    ) AS page,
    (SELECT coalesce(jsonb_object_agg(a.code, a.version), '{}') FROM (
        SELECT DISTINCT ON (code) code, version FROM agreements
         WHERE effective_at <= :now ORDER BY code, effective_at DESC) a) AS agreements,
    (SELECT g.id FROM order_groups g
      WHERE g.account_id = :account_id AND g.idempotency_key = :key) AS earlier
  FROM variants v JOIN products p ON p.id = v.product_id JOIN vendors w ON w.id = v.vendor_id
 WHERE v.id = ANY(:variants)
""").bindparams(bindparam("variants", type_=ARRAY(Uuid)), bindparam("account_id", type_=Uuid))


@dataclass(frozen=True, slots=True)
class Moment:
    """What holds when an order is placed."""

    pages: dict[UUID, dict[str, Any]]
    """For each variant the facts and texts its page shows; ``fingerprint`` is over all the rest."""
    agreements: dict[str, str]
    """The version of each text in force."""
    earlier: UUID | None
    """The purchase that was made with this very key before."""


async def at_this_moment(
    session: AsyncSession,
    variant_ids: Collection[UUID],
    *,
    now: datetime,
    account_id: UUID,
    key: str,
) -> Moment:
    """Everything an order has to remember, and whether it has been placed already; one query.

    Needs: at least one variant.
    """
    given = {
        "variants": list(variant_ids),
        "day": china_day(now),
        "now": now,
        "account_id": account_id,
        "key": key,
    }
    shown: dict[UUID, dict[str, Any]] = {}
    agreements: dict[str, str] = {}
    earlier: UUID | None = None
    for row in await session.execute(_PAGES, given):
        agreements, earlier = row.agreements, row.earlier
        kept: dict[str, Any] = {**row.page, "agreements": agreements}
        shown[row.variant_id] = {**kept, "fingerprint": fingerprint(kept)}
    return Moment(shown, agreements, earlier)
