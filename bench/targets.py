"""What is asked for: the busiest shelves, the most listed names, products from everywhere."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import psycopg

from bench.journey import Browser, Route
from bench.load import Failed

EACH = 20
"""Different pages of a kind; the front page is one."""
WORDS = ("核桃", "蜂蜜", "苹果", "茶", "木耳", "花椒", "大米", "hetao")
"""What people type: words that many listings share, and one by its sound."""
FROM_EACH = 3
"""Products that buyers take from one page of results: a season's favourites, not the long tail."""
ENOUGH_STOCK = 300
"""Pieces a product needs so that a run does not sell it out."""
KINDS = ("home", "listing", "product", "search")

_LINKED = re.compile(r'href="/products/([0-9a-f-]{36})"')


@dataclass
class Targets:
    """Addresses by kind of page."""

    pages: dict[str, list[str]]

    @property
    def all(self) -> list[str]:
        return [target for kind in KINDS for target in self.pages[kind]]


def choose(connection: psycopg.Connection[Any]) -> Targets:
    """The same pages for the same catalogue, always."""

    def column(query: str) -> list[str]:
        return [str(row[0]) for row in connection.execute(query.encode(), {"n": EACH})]

    shelves = column(
        "SELECT category_code FROM search_entries GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT %(n)s"
    )
    names = column(
        "SELECT card->>'name_zh' FROM search_entries WHERE is_sellable"
        " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT %(n)s"
    )
    products = column(
        "SELECT product_id FROM search_entries WHERE is_sellable"
        " ORDER BY md5(card->>'title_zh'), product_id LIMIT %(n)s"
    )
    return Targets(
        {
            "home": ["/"],
            "listing": [f"/c/{code}" for code in shelves],
            "product": [f"/products/{each}" for each in products],
            "search": [f"/search?q={quote(name)}" for name in [*WORDS, *names][:EACH]],
        }
    )


async def find_routes(
    browser: Browser, targets: Targets, connection: psycopg.Connection[Any]
) -> list[Route]:
    """From every search page to the first products on it that will not run out."""
    query = (
        "SELECT s.product_id::text FROM search_entries s JOIN LATERAL"
        " (SELECT min(i.on_hand - i.reserved) AS least FROM variants v"
        "  JOIN stock_items i ON i.variant_id = v.id"
        "  WHERE v.product_id = s.product_id AND v.archived_at IS NULL) t ON t.least >= %s"
        " WHERE s.is_sellable"
    )
    lasting = {row[0] for row in connection.execute(query.encode(), (ENOUGH_STOCK,))}
    found: list[Route] = []
    for search in targets.pages["search"]:
        page = (await browser.get(search)).text()
        linked = dict.fromkeys(_LINKED.findall(page))
        taken = [each for each in linked if each in lasting][:FROM_EACH]
        found += [Route(search, f"/products/{each}") for each in taken]
    if not found:
        raise Failed("no search page leads to a product that can be bought")
    return found
