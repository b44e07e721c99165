"""A buyer without a screen who uses the real pages of a running shop over real HTTP."""

import re
from dataclasses import dataclass, field
from typing import Any

import httpx2

from seeds.people import PASSWORD

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_KEY = re.compile(r'name="key" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([^"]+)"')
_ADDRESS = re.compile(r'name="address_id" value="([^"]+)"')


@dataclass
class Shopper:
    """One signed-in buyer."""

    client: httpx2.AsyncClient
    token: str = ""
    placed: list[str] = field(default_factory=list[str])
    """Ids of purchases the shop has acknowledged."""

    async def post(self, path: str, fields: dict[str, Any]) -> httpx2.Response:
        origin = str(self.client.base_url).rstrip("/")
        return await self.client.post(
            path,
            data={**fields, "csrf_token": self.token},
            headers={"origin": origin, "sec-fetch-site": "same-origin"},
        )

    async def sign_in(self, phone: str) -> None:
        page = await self.client.get("/login")
        self.token = _TOKEN.search(page.text)[1]  # type: ignore[index]
        given = {"phone": phone, "password": PASSWORD, "way": "password"}
        answer = await self.post("/login", given)
        assert answer.status_code == 303, answer.text[:300]
        page = await self.client.get("/account/addresses")
        self.token = _TOKEN.search(page.text)[1]  # type: ignore[index]

    async def checkout(self, variant_id: str) -> str | None:
        """Basket, checkout page, order: the purchase's id, or None when it was refused."""
        await self.post("/basket/lines", {"variant_id": variant_id, "quantity": "1"})
        page = (await self.client.get("/checkout")).text
        found = [pattern.search(page) for pattern in (_KEY, _SEEN, _ADDRESS)]
        if not all(found):
            return None
        key, seen, address = (each[1] for each in found if each)
        answer = await self.post(
            "/checkout",
            {"key": key, "seen": seen, "address_id": address, "delivery_way": "door"},
        )
        if answer.status_code != 303:
            return None
        group = re.search(r"/purchases/([0-9a-f-]{36})", answer.headers["location"])
        assert group, answer.headers["location"]
        self.placed.append(group[1])
        return group[1]
