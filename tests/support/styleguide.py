"""Every component on pages of their own, to be looked at.

``python -m tests.support.styleguide FOLDER [PORT] [--en]`` renders the real templates, styles and
scripts with made-up values; with a PORT it also serves them under the shop's own CSP.
"""

import sys
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import quote

from jinja2 import ChoiceLoader, FileSystemLoader

from marketplace.http.assets import STATIC, Assets
from marketplace.http.frame import CSP
from marketplace.http.pages import TEMPLATES, Pages
from marketplace.infra import languages
from marketplace.kit import language
from marketplace.kit.clock import utcnow
from marketplace.settings import Settings

SAMPLES: Final = Path(__file__).parent / "styleguide"
SHAPES: Final = {
    "round": '<circle cx="150" cy="180" r="92" fill="{main}"/><circle cx="244" cy="232" r="46"'
    ' fill="{shade}"/><path d="M150 88c-20 30 18 60 0 92s18 62 0 92M110 110c20 22-14 44 4 70'
    'M196 112c-20 22 14 44-4 70" fill="none" stroke="{shade}" stroke-width="7"/>',
    "jar": '<rect x="96" y="92" width="128" height="168" rx="26" fill="{main}"/>'
    '<rect x="104" y="62" width="112" height="36" rx="8" fill="{shade}"/>'
    '<rect x="96" y="140" width="128" height="70" fill="{paper}"/>',
    "leaf": '<path d="M160 280C60 240 70 110 150 50c90 60 100 180 10 230z" fill="{main}"/>'
    '<path d="M170 270c80-10 110-60 110-130-60 10-108 56-110 130z" fill="{shade}"/>',
}
COLOURS: Final = {
    "walnut": ("#F6EBD8", "#B8772E", "#8A5620", "round"),
    "honey": ("#FBF3E4", "#D99A2E", "#8F5B16", "jar"),
    "tea": ("#F3EFE2", "#7FA36B", "#557A45", "leaf"),
    "pepper": ("#FBF3E4", "#D9694A", "#A63D28", "round"),
    "mushroom": ("#F1F3F4", "#8C7A68", "#5F5145", "round"),
    "oil": ("#F3EFE2", "#A9A03C", "#6E6A25", "jar"),
}
WARES: Final = [
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
        "净含量 250 g",
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
        "",
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
NAVIGATION: Final = [
    ("queue", "待审", "#", "list", 6),
    ("vendors", "商家", "#", "store", 0),
    ("products", "商品", "#", "box", 4),
    ("certificates", "证书", "#", "paper", 2),
    ("audit", "操作记录", "#", "clock", 0),
]


def picture(paper: str, main: str, shade: str, shape: str) -> str:
    """A stand-in for a product photograph, as a data URI."""
    drawn = SHAPES[shape].format(paper=paper, main=main, shade=shade)
    ground = f'<rect width="320" height="320" fill="{paper}"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320">{ground}{drawn}</svg>'
    return "data:image/svg+xml," + quote(svg)


PICTURES: Final = {name: picture(*colours) for name, colours in COLOURS.items()}


def product(ware: tuple[Any, ...]) -> SimpleNamespace:
    """What ``product_card`` prints."""
    title, spec, price, unit, origin, badges, name, note = ware
    return SimpleNamespace(
        href="product.html",
        title=title,
        image=PICTURES[name],
        image_alt=title,
        is_drawing=True,
        spec=spec,
        price_minor=price,
        price_from=price > 10_000,
        unit_price=unit,
        origin=origin,
        badges=badges,
        sold="已售 128" if price < 6_000 else "",
        note=note,
    )


def values() -> dict[str, Any]:
    """Everything the sample pages print."""
    return {
        "lang": language.language(),
        "csrf_token": "token",
        "other_language_path": "/en",
        "viewer": SimpleNamespace(name="张晓梅", roles=()),
        "basket_count": 3,
        "pictures": PICTURES,
        "products": [product(ware) for ware in WARES],
        "later": utcnow() + timedelta(minutes=28),
        "shop_name": "成县示例红川村核桃种植农民专业合作社",
        "nav": NAVIGATION,
    }


def sample_pages(chosen: language.Language, assets: Assets) -> dict[str, str]:
    """File name to HTML of every sample page in ``chosen``."""
    languages.load()
    environment = Pages(Settings(), assets).environment
    environment.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(SAMPLES)])
    environment.globals["path"] = lambda name, **_params: f"/{name}.html"
    templates = {each.name: each.name for each in sorted(SAMPLES.glob("*.html"))}
    templates["shop.me.html"] = "components/_me.html"
    with language.speaking(chosen):
        given = values()
        return {
            name: environment.get_template(template).render(given)
            for name, template in templates.items()
        }


def write(folder: Path, chosen: language.Language) -> None:
    """Every sample page, style and script into ``folder``."""
    assets = Assets()
    for name, html in sample_pages(chosen, assets).items():
        (folder / name).write_text(html, encoding="utf-8")
    for path in STATIC.rglob("*"):
        name = path.relative_to(STATIC).as_posix()
        if path.is_file():
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
    """Write, and serve when given a port."""
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    folder = Path(words[0] if words else "var/styleguide")
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "en" if "--en" in sys.argv else "zh-CN")
    if len(words) > 1:
        handler = partial(Handler, directory=str(folder))
        ThreadingHTTPServer(("127.0.0.1", int(words[1])), handler).serve_forever()


if __name__ == "__main__":
    main()
