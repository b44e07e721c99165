"""First stock of many variants at once."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.bulk import copy_rows
from marketplace.stock.models import MovementKind, StockItem, StockMovement


async def receive_all(
    session: AsyncSession, *, counts: Iterable[tuple[UUID, int]], reason: str
) -> int:
    """So many pieces of each variant have come in for the first time; returns how many variants.

    Needs: the variants have no stock row yet.
    """
    held = [(variant_id, count) for variant_id, count in counts if count > 0]
    await copy_rows(
        session,
        StockItem,
        ({"variant_id": variant_id, "on_hand": n, "reserved": 0} for variant_id, n in held),
    )
    return await copy_rows(
        session,
        StockMovement,
        (
            {
                "variant_id": variant_id,
                "kind": MovementKind.RECEIVE,
                "on_hand_change": n,
                "reserved_change": 0,
                "reason": reason,
            }
            for variant_id, n in held
        ),
    )
