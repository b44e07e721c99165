"""Writing down decisions, in the transaction of the decision itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and over which request."""

    account_id: UUID | None
    kind: str
    """``account``, ``token`` or ``system``."""
    request_id: str | None = None
    address: str | None = None


SYSTEM: Final = Actor(account_id=None, kind="system")


def record(
    session: AsyncSession,
    *,
    actor: Actor,
    action: str,
    object_kind: str,
    object_id: UUID | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Add one entry to the trail; it stands or falls with the transaction.

    Needs: ``before`` and ``after`` hold plain JSON and no sensitive number in clear.
    """
    session.add(
        AuditEntry(
            actor_id=actor.account_id,
            actor_kind=actor.kind,
            action=action,
            object_kind=object_kind,
            object_id=str(object_id),
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
            reason=reason,
            request_id=actor.request_id,
            address=actor.address,
        )
    )
