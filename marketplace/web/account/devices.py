"""What a browser calls itself, in words its owner recognises; nothing is decided by it."""

from typing import Final

from marketplace.kit.language import gettext as _

_SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def _browsers() -> tuple[tuple[str, str], ...]:
    """The marks of browsers, the telling ones first: nearly all call themselves Chrome as well."""
    return (
        ("MicroMessenger", _("微信")),
        ("AlipayClient", _("支付宝")),
        ("EdgA/", "Edge"),
        ("Edg/", "Edge"),
        ("HuaweiBrowser", _("华为浏览器")),
        ("MiuiBrowser", _("小米浏览器")),
        ("QQBrowser", _("QQ浏览器")),
        ("UCBrowser", _("UC浏览器")),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    )


def device_name(user_agent: str) -> str:
    """``微信 · iPhone``; the most telling browser and system a user agent names."""
    browser = next((name for mark, name in _browsers() if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part) or _("未知设备")
