"""What a member of staff may open, as ``layouts/admin.html`` shows it."""

from collections.abc import Mapping
from typing import Final

from fastapi import Request

from marketplace.accounts.models import StaffRole
from marketplace.accounts.queries import Identity
from marketplace.http.pages import path_for
from marketplace.kit.language import gettext as _

Entry = tuple[str, str, str, str, int]
"""Key, text, href, icon, how many wait (0 shows none)."""

_PLACES: Final[tuple[tuple[str, str, str, StaffRole | None], ...]] = (
    ("home", "admin.home", "home", None),
    ("applications", "admin.applications", "store", StaffRole.REVIEWER),
    ("products", "admin.products", "box", StaffRole.REVIEWER),
    ("certificates", "admin.certificates", "paper", StaffRole.REVIEWER),
    ("payments", "admin.payments", "yuan", StaffRole.FINANCE),
    ("messages", "admin.messages", "chat", StaffRole.OPERATOR),
    ("audit", "admin.audit", "eye", StaffRole.ADMINISTRATOR),
)


def desk_nav(
    request: Request, viewer: Identity, waiting: Mapping[str, int] | None = None
) -> list[Entry]:
    """The desk's navigation for ``viewer``; ``waiting`` counts by key."""
    words = {
        "home": _("待办"),
        "applications": _("入驻审核"),
        "products": _("商品审核"),
        "certificates": _("证照审核"),
        "payments": _("收款与退款"),
        "messages": _("消息"),
        "audit": _("操作记录"),
    }
    counts = waiting or {}
    return [
        (key, words[key], path_for(request, route), sign, counts.get(key, 0))
        for key, route, sign, role in _PLACES
        if role is None or viewer.roles & {role, StaffRole.ADMINISTRATOR}
    ]
