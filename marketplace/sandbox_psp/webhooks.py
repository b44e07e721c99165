"""Events and their delivery: signed, retried until taken, resumed after a restart."""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Sequence
from typing import Final

import httpx2

from marketplace.sandbox_psp.dialect import API_VERSION, new_id, shown
from marketplace.sandbox_psp.faults import Faults
from marketplace.sandbox_psp.state import Delivery, Store, Thing

log = logging.getLogger(__name__)

AT_ONCE: Final = 16
GIVE_UP_AFTER_ATTEMPTS: Final = 60
LONGEST_PAUSE_SECONDS: Final = 3600.0
"""With doubling pauses, sixty attempts span a little under three days, as at Stripe."""
REORDER_WINDOW_SECONDS: Final = 2.0
OVERTAKEN_SECONDS: Final = 0.3
"""How long after the notice that overtook it a held one follows."""
STEP_SECONDS: Final = 0.05
WRONG_SECRET: Final = "whsec_not_the_secret_you_are_looking_for"  # noqa: S105 - a forger's


def signature(payload: str, *, secrets: Sequence[str], at: int) -> str:
    """The ``Stripe-Signature`` header; several secrets while one is being exchanged.

    Source: docs.stripe.com/webhooks#verify-manually
    """
    signed = f"{at}.{payload}".encode()
    macs = (hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={at}", *(f"v1={mac}" for mac in macs)])


class Courier:
    """Turns changes into events and carries them to the shop's one webhook address.

    ``retry_seconds``: the pause after the first refusal; it doubles from there.
    """

    def __init__(
        self, store: Store, *, url: str | None, secrets: Sequence[str], retry_seconds: float
    ) -> None:
        self._store = store
        self._url = url
        self._secrets = tuple(secrets)
        self._retry_seconds = retry_seconds
        self._woken = asyncio.Event()
        self._under_way: set[int] = set()

    def announce(self, *news: tuple[str, Thing], payment: str, faults: Faults) -> None:
        """Record the events of one change and address their envelopes, as the knobs have it."""
        events = [_event(kind, shown(self._store, thing, [])) for kind, thing in news]
        for event in events:
            self._store.put(event, payment=payment)
        if self._url is None or faults.never:
            return
        due, held = time.time() + faults.delay_seconds, False
        if faults.reorder:
            due, held = self._overtake(payment, due)
            events.reverse()
        for event in events:
            if faults.forged:
                self.claim_falsely(event["type"], event["data"]["object"], payment=payment)
            for _ in range(1 + faults.duplicate):
                self._store.post(event, payment=payment, due=due, held=held)
            due += STEP_SECONDS if faults.reorder else 0.0
        self.wake()

    def _overtake(self, payment: str, due: float) -> tuple[float, bool]:
        """Hold these notices, unless some are held already: then go first and let those follow."""
        waiting = self._store.held_deliveries(payment)
        for place, delivery_id in enumerate(waiting, start=1):
            self._store.let_go(delivery_id, due=due + OVERTAKEN_SECONDS + place * STEP_SECONDS)
        return (due, False) if waiting else (due + REORDER_WINDOW_SECONDS, True)

    def claim_falsely(self, kind: str, thing: Thing, *, payment: str) -> None:
        """Send a notice of something that has not happened, signed with a wrong secret."""
        if self._url is not None:
            self._store.post(_event(kind, thing), payment=payment, due=time.time(), forged=True)
            self.wake()

    def redeliver(self, event: Thing, *, payment: str) -> None:
        self._store.post(event, payment=payment, due=time.time())
        self.wake()

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        """Deliver for as long as the sandbox lives, if there is an address to deliver to."""
        if (url := self._url) is None:
            return
        async with (
            httpx2.AsyncClient(timeout=10.0, follow_redirects=False) as http,
            asyncio.TaskGroup() as carriers,
        ):
            while True:
                self._woken.clear()
                now = time.time()
                room = AT_ONCE - len(self._under_way)
                due = self._store.due_deliveries(now, limit=AT_ONCE + len(self._under_way))
                for delivery in [d for d in due if d.id not in self._under_way][:room]:
                    self._under_way.add(delivery.id)
                    carriers.create_task(self._carry(http, url, delivery))
                await self._until_next(now)

    async def _until_next(self, now: float) -> None:
        upcoming = self._store.next_delivery_at(after=now)
        pause = None if upcoming is None else max(0.0, upcoming - time.time())
        try:
            async with asyncio.timeout(pause):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _carry(self, http: httpx2.AsyncClient, url: str, delivery: Delivery) -> None:
        """One attempt. Whatever the shop answers, the result is written down."""
        at = int(time.time())
        secrets = (WRONG_SECRET,) if delivery.forged else self._secrets
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(delivery.body, secrets=secrets, at=at),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        try:
            reply = await http.post(url, content=delivery.body.encode(), headers=headers)
            taken, outcome = reply.is_success, str(reply.status_code)
        except Exception as trouble:  # noqa: BLE001 - one bad envelope must not stop the post
            taken, outcome = False, type(trouble).__name__
        finally:
            self._under_way.discard(delivery.id)
        self._note(delivery, taken=taken, outcome=outcome)
        self.wake()

    def _note(self, delivery: Delivery, *, taken: bool, outcome: str) -> None:
        tries = delivery.attempts + 1
        pause = min(self._retry_seconds * 2 ** min(delivery.attempts, 20), LONGEST_PAUSE_SECONDS)
        over = delivery.forged or tries >= GIVE_UP_AFTER_ATTEMPTS
        state = "delivered" if taken else "given_up" if over else "pending"
        if not taken:
            log.warning("%s: attempt %d answered %s", delivery.event, tries, outcome)
        self._store.delivery_tried(
            delivery.id, state=state, due=time.time() + pause, outcome=outcome
        )


def _event(kind: str, thing: Thing) -> Thing:
    return {
        "id": new_id("evt_"),
        "object": "event",
        "api_version": API_VERSION,
        "created": int(time.time()),
        "data": {"object": json.loads(json.dumps(thing))},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
