"""One example of every message, by the name of its folder: what the template tests write them with.

Whoever adds ``templates/messages/<name>/`` adds its values here.
"""

from datetime import UTC, datetime
from typing import Any, Final

EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "one_time_code": {"code": "123456", "minutes": 10},
    "password_changed": {"moment": datetime(2026, 11, 20, 6, 30, tzinfo=UTC)},
}
