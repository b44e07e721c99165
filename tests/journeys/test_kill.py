"""kill -9 in the middle of trade: every acknowledged order is there and the books are right."""

import asyncio
import json

import httpx2
import pytest
import sqlalchemy as sa

from seeds.people import load_buyers
from tests.support.live import Shop
from tests.support.shopper import Shopper

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys")]
CHECKOUTS = 200
BUYERS = 10


def sellable_variants(shop: Shop) -> list[str]:
    engine = sa.create_engine(shop.database_url)
    with engine.connect() as connection:
        found = connection.execute(
            sa.text(
                "SELECT v.id::text FROM variants v JOIN products p ON p.id = v.product_id"
                " JOIN stock_items s ON s.variant_id = v.id"
                " WHERE p.return_policy = 'sealed_7d' AND p.category_code <> 'LIQUOR'"
                " AND s.on_hand > 60 LIMIT 6"
            )
        )
        rows = [row[0] for row in found]
    engine.dispose()
    return rows


async def test_a_killed_web_process_loses_no_acknowledged_order_and_keeps_the_books(
    shop: Shop,
) -> None:
    variants = sellable_variants(shop)
    shoppers = [Shopper(httpx2.AsyncClient(base_url=shop.url, timeout=20)) for _ in range(BUYERS)]
    for shopper, person in zip(shoppers, load_buyers(), strict=False):
        await shopper.sign_in(person.phone)

    enough = asyncio.Event()

    async def trade(shopper: Shopper, first: int) -> None:
        for at in range(CHECKOUTS // BUYERS):
            try:
                await shopper.checkout(variants[(first + at) % len(variants)])
                if sum(len(each.placed) for each in shoppers) >= CHECKOUTS // 4:
                    enough.set()
            except httpx2.HTTPError:
                # The process is gone: what was not acknowledged may or may not have happened.
                await asyncio.sleep(0.2)

    async def murder() -> None:
        await enough.wait()
        shop.kill()
        await asyncio.to_thread(shop.start_again)

    await asyncio.gather(murder(), *(trade(each, at) for at, each in enumerate(shoppers)))
    acknowledged = {group for shopper in shoppers for group in shopper.placed}
    for shopper in shoppers:
        await shopper.client.aclose()

    engine = sa.create_engine(shop.database_url)
    with engine.connect() as connection:
        present = set(connection.scalars(sa.text("SELECT id::text FROM order_groups")))
    engine.dispose()
    books = shop.run("check-books", "--json")
    assert len(acknowledged) >= CHECKOUTS // 4
    assert acknowledged <= present
    assert json.loads(books.stdout) == {"ok": True, "findings": []}, books.stderr
    assert books.returncode == 0


async def test_altering_one_row_by_hand_is_found(shop: Shop) -> None:
    engine = sa.create_engine(shop.database_url, isolation_level="AUTOCOMMIT")
    variant = sellable_variants(shop)[0]
    change = sa.text("UPDATE stock_items SET on_hand = on_hand + :n WHERE variant_id = :id")

    with engine.connect() as connection:
        connection.execute(change, {"n": 1, "id": variant})
        found = shop.run("check-books", "--json")
        connection.execute(change, {"n": -1, "id": variant})
    engine.dispose()
    after = shop.run("check-books", "--json")

    assert found.returncode == 1
    assert variant in found.stdout
    assert after.returncode == 0
