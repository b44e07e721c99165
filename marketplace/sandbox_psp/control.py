"""The sandbox's own side door under ``/_sandbox``: knobs, witness lists, paying without a page.

It asks for no key: whoever reaches this port may do anything, which is what it is for. It listens
on the loopback address unless told otherwise.
"""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from marketplace.sandbox_psp import intents
from marketplace.sandbox_psp.dialect import Refusal, is_hash, shown
from marketplace.sandbox_psp.faults import EVERYWHERE
from marketplace.sandbox_psp.intents import Psp
from marketplace.sandbox_psp.state import Thing


class SideDoor:
    """For tests, load work and operators: what an honest witness outside the shop would say."""

    def __init__(self, psp: Psp) -> None:
        self._psp = psp

    def routes(self) -> list[Route]:
        return [
            Route("/_sandbox/faults", self._turned),
            Route("/_sandbox/faults", self._turn, methods=["POST"]),
            Route("/_sandbox/faults", self._reset, methods=["DELETE"]),
            Route("/_sandbox/charges", self._charges),
            Route("/_sandbox/refunds", self._refunds),
            Route("/_sandbox/events", self._events),
            Route("/_sandbox/events/{id}/redeliver", self._redeliver, methods=["POST"]),
            Route("/_sandbox/payments/{ref}/pay", self._pay, methods=["POST"]),
            Route("/healthz", self._health),
        ]

    async def _health(self, request: Request) -> Response:
        del request
        return JSONResponse({"ok": True})

    async def _turned(self, request: Request) -> Response:
        del request
        return JSONResponse(self._psp.faults.turned())

    async def _turn(self, request: Request) -> Response:
        """``{"payment": "<id or reference>", "never": true}``; without ``payment``, for all."""
        try:
            asked = await _json_object(request)
            scope = str(asked.pop("payment", EVERYWHERE))
            self._psp.faults.turn(asked, scope=scope)
        except ValueError as wrong:
            return JSONResponse({"error": str(wrong)}, 422)
        return JSONResponse(self._psp.faults.turned())

    async def _reset(self, request: Request) -> Response:
        """All knobs back, or with ``?payment=`` only that payment's."""
        self._psp.faults.reset(request.query_params.get("payment"))
        return JSONResponse(self._psp.faults.turned())

    async def _charges(self, request: Request) -> Response:
        return self._witness("charge", request)

    async def _refunds(self, request: Request) -> Response:
        return self._witness("refund", request)

    async def _events(self, request: Request) -> Response:
        """Every event with what became of each of its envelopes; forged ones come last."""
        store = self._psp.store
        deliveries = store.deliveries()
        told = [
            {"id": event["id"], "type": event["type"], "created": event["created"]}
            | {"object": event["data"]["object"]["id"]}
            | {"deliveries": deliveries.pop(event["id"], [])}
            for event in store.things("event", payment=self._asked(request))
        ]
        forged = [
            {"id": event, "deliveries": sent}
            for event, sent in deliveries.items()
            if all(each["forged"] for each in sent)
        ]
        return JSONResponse([*told, *([] if "payment" in request.query_params else forged)])

    async def _redeliver(self, request: Request) -> Response:
        event = self._psp.store.get(request.path_params["id"], kind="event")
        if event is None:
            return JSONResponse({"error": "no such event"}, 404)
        about = event["data"]["object"]
        payment = about["id"] if about["object"] == "payment_intent" else about["payment_intent"]
        self._psp.courier.redeliver(event, payment=payment)
        return JSONResponse({"id": event["id"]}, 202)

    async def _pay(self, request: Request) -> Response:
        """Pay without the page, by id or by the shop's reference.

        ``{"after_close": true}`` lets a cancelled one be paid, as a real wallet sometimes does.
        """
        psp = self._psp
        asked = await _json_object(request) if await request.body() else {}
        with psp.store.transaction():
            found = psp.store.payment_of(request.path_params["ref"])
            if found is None:
                return JSONResponse({"error": "no such payment"}, 404)
            try:
                late = asked.get("after_close") is True
                intent = intents.pay(psp, psp.intent(found), after_close=late)
            except Refusal as refusal:
                return JSONResponse({"error": str(refusal)}, 409)
        return JSONResponse(shown(psp.store, intent, []))

    def _asked(self, request: Request) -> str | None:
        ref = request.query_params.get("payment")
        return None if ref is None else self._psp.store.payment_of(ref) or ""

    def _witness(self, kind: str, request: Request) -> Response:
        """Oldest first; ``?payment=`` an id or a reference of the shop's for one payment's own."""
        store = self._psp.store
        things = store.things(kind, payment=self._asked(request))
        return JSONResponse([shown(store, thing, []) for thing in things])


async def _json_object(request: Request) -> Thing:
    """Raises: ValueError."""
    found: object = json.loads(await request.body())
    if not is_hash(found):
        raise ValueError("a JSON object is expected")
    return found
