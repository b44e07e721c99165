"""A browser without a screen: cookies, origin headers, form tokens."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import httpx2

_TOKEN = re.compile(r'(?:name="csrf_token"[^>]*value|data-csrf)="([^"]+)"')
ORIGIN = {"origin": "http://pavilion.test", "sec-fetch-site": "same-origin"}


class Visitor:
    """One person's browser."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        """Open a page."""
        return await self.client.get(path, headers=headers)

    async def token(self, page: str) -> str:
        """The form token on ``page``."""
        answer = await self.get(page)
        found = _TOKEN.search(answer.text)
        assert found, f"no form token on {page} ({answer.status_code})"
        return found[1]

    async def post(
        self,
        path: str,
        form: Mapping[str, Any] | Sequence[tuple[str, Any]] = (),
        *,
        page: str | None = None,
        files: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        """Send a form as the browser would from ``page`` (default: the login page's token)."""
        fields: dict[str, Any] = {}
        for key, value in form.items() if isinstance(form, Mapping) else form:
            if key in fields:
                old = fields[key]
                fields[key] = [*old, value] if isinstance(old, list) else [old, value]
            else:
                fields[key] = value
        fields["csrf_token"] = await self.token(page or "/login")
        return await self.client.post(
            path, data=fields, files=files, headers={**ORIGIN, **(headers or {})}
        )
