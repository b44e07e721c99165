"""Every component on pages of their own, to be looked at: ``python -m tests.support.styleguide [FOLDER] [PORT]``.

Renders the real templates, styles and scripts with made-up values; with a PORT it also serves them
under the shop's own content security policy.
"""

import sys
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from jinja2 import ChoiceLoader, FileSystemLoader

from marketplace.http.assets import STATIC, Assets
from marketplace.http.frame import CSP
from marketplace.http.pages import Pages
from marketplace.infra import languages
from marketplace.kit import language
from marketplace.kit.clock import utcnow
from marketplace.settings import Settings

SAMPLES = Path(__file__).parent / "styleguide"


def picture(paper: str, main: str, shade: str, shape: str = "round") -> str:
    """A stand-in for a product photograph."""
    shapes = {
        "round": f'<circle cx="150" cy="180" r="92" fill="{main}"/><path d="M150 88c-20 30 18 60 0 92s18 62 0 92M110 110c20 22-14 44 4 70M196 112c-20 22 14 44-4 70" fill="none" stroke="{shade}" stroke-width="7" stroke-linecap="round"/><circle cx="244" cy="232" r="46" fill="{shade}"/>',
        "jar": f'<rect x="96" y="92" width="128" height="168" rx="26" fill="{main}"/><rect x="104" y="62" width="112" height="36" rx="8" fill="{shade}"/><rect x="96" y="140" width="128" height="70" fill="{paper}"/><path d="M160 152l18 10v21l-18 10-18-10v-21z" fill="{main}"/>',
        "leaf": f'<path d="M160 280C60 240 70 110 150 50c90 60 100 180 10 230z" fill="{main}"/><path d="M160 280C150 200 152 120 150 60" stroke="{paper}" stroke-width="5" fill="none"/><path d="M170 270c80-10 110-60 110-130-60 10-108 56-110 130z" fill="{shade}"/>',
    }
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320"><rect width="320" height="320" fill="{paper}"/><ellipse cx="160" cy="276" rx="110" ry="14" fill="{shade}" opacity=".15"/>{shapes[shape]}</svg>'
    return "data:image/svg+xml," + quote(svg)


PICTURES = {
    "walnut": picture("#F6EBD8", "#B8772E", "#8A5620"),
    "honey": picture("#FBF3E4", "#D99A2E", "#8F5B16", "jar"),
    "tea": picture("#F3EFE2", "#7FA36B", "#557A45", "leaf"),
    "pepper": picture("#FBF3E4", "#D9694A", "#A63D28"),
    "mushroom": picture("#F1F3F4", "#8C7A68", "#5F5145"),
    "oil": picture("#F3EFE2", "#A9A03C", "#6E6A25", "jar"),
}
SITE = SimpleNamespace(
    name="县域特色馆", operator_name="成县示例电子商务运营有限公司（演示）", phone="0939-0000000",
    authority_name="成县商务局（演示）", icp_no="陇ICP备00000000号（演示）", edi_no="甘B2-00000000（演示）",
    police_no="甘公网安备62122100000000号（演示）", flagship=SimpleNamespace(code="621221", name="成县"),
)  # fmt: skip
WARES = [
    (
        "成县核桃 清香 统货",
        "净含量 2.5 kg（约5斤）",
        6980,
        "¥13.96/500g",
        "红川镇",
        ["合格证"],
        "walnut",
        "",
    ),
    ("土蜂蜜 百花 瓶装", "净含量 500 g（约1斤）", 5800, "¥58.00/500g", "鸡峰镇", [], "honey", ""),
    (
        "大红袍花椒 一级",
        "净含量 250 g（约5两）",
        3990,
        "¥79.80/500g",
        "武都区",
        ["绿色食品", "合格证"],
        "pepper",
        "",
    ),
    ("黑木耳 干制 单片", "净含量 200 g", 4250, "¥106.25/500g", "宋坪乡", [], "mushroom", ""),
    (
        "初榨橄榄油 礼盒 两瓶装 2025 年新榨",
        "净含量 500 mL × 2",
        23800,
        "¥23.80/100mL",
        "武都区",
        ["有机"],
        "oil",
        "售罄",
    ),
    (
        "碧口绿茶 明前",
        "净含量 100 g",
        12800,
        "¥128.00/100g",
        "碧口镇",
        ["绿色食品"],
        "tea",
        "未到季",
    ),
    (
        "青皮鲜核桃 现摘现发",
        "净含量 2.5 kg（约5斤）",
        4600,
        "¥9.20/500g",
        "黄渚镇",
        ["合格证"],
        "walnut",
        "",
    ),
    ("核桃仁 炒制 原味", "净含量 500 g（约1斤）", 4980, "¥49.80/500g", "城关镇", [], "walnut", ""),
]


def product(ware: tuple[Any, ...]) -> SimpleNamespace:
    """What ``product_card`` prints."""
    title, spec, price, unit, origin, badges, name, note = ware
    return SimpleNamespace(
        href="product.html", title=title, image=PICTURES[name], image_alt=title, is_drawing=True,
        spec=spec, price_minor=price, price_from=price > 10000, unit_price=unit, origin=origin,
        badges=badges, sold="已售 128" if price < 6000 else "", note=note,
    )  # fmt: skip


def values() -> dict[str, Any]:
    """Everything the sample pages print."""
    return {
        "site": SITE, "lang": language.language(), "csrf_token": "token", "other_language_path": "/en",
        "viewer": SimpleNamespace(name="张晓梅", roles=()), "basket_count": 3,
        "pictures": PICTURES, "products": [product(ware) for ware in WARES],
        "later": utcnow() + timedelta(minutes=28), "shop_name": "成县示例红川村核桃种植农民专业合作社",
        "nav": [("queue", "待审", "#", "list", 6), ("vendors", "商家", "#", "store", 0),
                ("products", "商品", "#", "box", 4), ("certificates", "证书", "#", "paper", 2),
                ("complaints", "投诉", "#", "chat", 0), ("audit", "操作记录", "#", "clock", 0)],
    }  # fmt: skip


def render(folder: Path, chosen: language.Language) -> None:
    """Write every sample page, the styles and the scripts into ``folder``."""
    languages.load()
    settings = Settings()
    assets = Assets()
    environment = Pages(settings, assets).environment
    environment.loader = ChoiceLoader([environment.loader, FileSystemLoader(SAMPLES)])  # type: ignore[list-item]
    environment.globals["path"] = lambda name, **_params: f"/{name}.html"
    with language.speaking(chosen):
        for sample in sorted(SAMPLES.glob("[!_]*.html")):
            text = environment.get_template(sample.name).render(values())
            (folder / sample.name).write_text(text, encoding="utf-8")
        me = environment.get_template("components/_me.html").render(values())
        (folder / "shop.me.html").write_text(me, encoding="utf-8")
    for name in (
        each.relative_to(STATIC).as_posix() for each in STATIC.rglob("*") if each.is_file()
    ):
        target = folder / assets.url(name).lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(assets._files[name].body)


class Handler(SimpleHTTPRequestHandler):
    """Plain files under the shop's policy."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP.format(payment=""))
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


def main() -> None:
    """Render, and serve when asked to."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "var/styleguide")
    folder.mkdir(parents=True, exist_ok=True)
    render(folder, "en" if "--en" in sys.argv else "zh-CN")
    if len(sys.argv) > 2 and sys.argv[2].isdigit():
        handler = partial(Handler, directory=str(folder))
        ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), handler).serve_forever()


if __name__ == "__main__":
    main()
