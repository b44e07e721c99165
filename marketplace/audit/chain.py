"""What of an audit entry goes into its seal: every column, so that none can be changed unseen."""

from typing import Any

from marketplace.audit.models import AuditEntry


def sealed_record(entry: AuditEntry) -> dict[str, Any]:
    """``entry`` as the chain hashes it."""
    return {
        "id": entry.id,
        "actor_id": entry.actor_id,
        "actor_kind": entry.actor_kind,
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "request_id": entry.request_id,
        "address": entry.address,
        "created_at": entry.created_at,
    }
