"""The provider's API under ``/v1``: keys, idempotency, knobs on the way in, then the verbs."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from marketplace.sandbox_psp import intents, refunds
from marketplace.sandbox_psp.dialect import (
    API_VERSION,
    Params,
    Refusal,
    invalid,
    is_hash,
    kind_of,
    listing,
    missing,
    new_id,
    parse_form,
    shown,
)
from marketplace.sandbox_psp.intents import Psp, names_of
from marketplace.sandbox_psp.state import Answer, Thing

LONGEST_BODY: Final = 256 * 1024
LONGEST_HANG_SECONDS: Final = 120.0

Verb = Callable[[Request, Params], Thing]


class Api:
    """The ``/v1`` routes over one ``Psp``."""

    def __init__(self, psp: Psp, *, api_key: str, public_url: str | None) -> None:
        self._psp = psp
        self._api_key = api_key
        self._public_url = public_url
        self._in_use: set[str] = set()

    def routes(self) -> list[Route]:
        return [
            self._post("/v1/payment_intents", self._create_intent),
            self._post("/v1/payment_intents/{id}/confirm", self._confirm_intent),
            self._post("/v1/payment_intents/{id}/cancel", self._cancel_intent),
            self._post("/v1/refunds", self._create_refund),
            *self._reads("payment_intents", "payment_intent"),
            *self._reads("refunds", "refund", "charge", "payment_intent"),
            *self._reads("charges", "charge", "payment_intent"),
            *self._reads("balance_transactions", "balance_transaction", "source", "type"),
            *self._reads("events", "event", "type"),
        ]

    # Verbs: inside a transaction, one after the other

    def _create_intent(self, request: Request, params: Params) -> Thing:
        base_url = self._public_url or str(request.base_url).rstrip("/")
        return intents.create(self._psp, params, base_url=base_url)

    def _confirm_intent(self, request: Request, params: Params) -> Thing:
        return intents.confirm(self._psp, self._psp.intent(request.path_params["id"]), params)

    def _cancel_intent(self, request: Request, params: Params) -> Thing:
        return intents.cancel(self._psp, self._psp.intent(request.path_params["id"]), params)

    def _create_refund(self, request: Request, params: Params) -> Thing:
        del request
        return refunds.create(self._psp, params)

    def _retrieve(self, kind: str, request: Request, params: Params) -> Thing:
        params.done()
        thing_id = request.path_params["id"]
        found = self._psp.store.get(thing_id, kind=kind)
        if found is None:
            raise missing(kind, thing_id)
        return shown(self._psp.store, found, params.expand)

    def _list(self, kind: str, filters: tuple[str, ...], request: Request, params: Params) -> Thing:
        return listing(self._psp.store, kind, params, url=request.url.path, filters=filters)

    # Around them

    def _reads(self, path: str, kind: str, *filters: str) -> list[Route]:
        retrieve = partial(self._read, partial(self._retrieve, kind))
        listed = partial(self._read, partial(self._list, kind, filters))
        return [
            Route(f"/v1/{path}/{{id}}", partial(self._guard, retrieve)),
            Route(f"/v1/{path}", partial(self._guard, listed)),
        ]

    def _post(self, path: str, verb: Verb) -> Route:
        return Route(path, partial(self._guard, partial(self._write, verb)), methods=["POST"])

    async def _guard(
        self, handle: Callable[[Request], Awaitable["Reply"]], request: Request
    ) -> Response:
        """Let only the holder of the key in, and say refusals in Stripe's words."""
        try:
            _check_key(request, self._api_key)
            reply = await handle(request)
        except Refusal as refusal:
            reply = Reply(refusal.status, refusal.body)
        headers = {"Request-Id": new_id("req_"), "Stripe-Version": API_VERSION}
        if key := request.headers.get("idempotency-key", ""):
            headers["Idempotency-Key"] = key
        if reply.replayed:
            headers["Idempotent-Replayed"] = "true"
        return JSONResponse(reply.body, reply.status, headers)

    async def _read(self, verb: Verb, request: Request) -> "Reply":
        faults = self._psp.faults.of(self._names(request, {}))
        if faults.slow_seconds:
            await asyncio.sleep(faults.slow_seconds)
        return Reply(200, verb(request, Params(parse_form(request.url.query))))

    async def _write(self, verb: Verb, request: Request) -> "Reply":
        raw = await _body(request)
        form = parse_form(raw)
        names = self._names(request, form)
        faults = self._psp.faults.of(names)
        key = request.headers.get("idempotency-key", "")
        with self._hold(key):
            if faults.slow_seconds:
                await asyncio.sleep(faults.slow_seconds)
            fingerprint = hashlib.sha256(_canonical(form)).hexdigest()
            if key and (kept := self._psp.store.answer(key)):
                return _replay(kept, endpoint=request.url.path, fingerprint=fingerprint)
            if self._psp.faults.takes_a_failure(names):
                raise Refusal("An unknown error occurred", status=500, kind="api_error")
            reply = self._execute(verb, request, form, key=key, fingerprint=fingerprint)
        if faults.timeout_after_success and reply.status < 400:
            await _say_nothing(request)
        return reply

    def _execute(
        self, verb: Verb, request: Request, form: Thing, *, key: str, fingerprint: str
    ) -> "Reply":
        """The change and the answer kept for its key, in one transaction."""
        store = self._psp.store
        with store.transaction():
            try:
                params = Params(form)
                thing = verb(request, params)
                reply = Reply(200, shown(store, thing, params.expand))
            except Refusal as refusal:
                reply = Reply(refusal.status, refusal.body)
                if not refusal.kept:
                    key = ""
            if key:
                path = request.url.path
                store.keep_answer(key, Answer(path, fingerprint, reply.status, reply.body))
        return reply

    @contextmanager
    def _hold(self, key: str) -> Generator[None]:
        """Keep the key to one request at a time. Raises: Refusal."""
        if key in self._in_use:
            raise Refusal(
                "There is currently another in-progress request using this Idempotent Key.",
                status=409,
                kind="idempotency_error",
                code="idempotency_key_in_use",
            )
        self._in_use |= {key} if key else set()
        try:
            yield
        finally:
            self._in_use.discard(key)

    def _names(self, request: Request, form: Thing) -> frozenset[str]:
        """Whatever the payment of this request is called, for the knobs."""
        store = self._psp.store
        metadata = form.get("metadata")
        told = frozenset(map(str, metadata.values()) if is_hash(metadata) else ())
        ids = (request.path_params.get("id"), form.get("payment_intent"), form.get("charge"))
        for thing_id in ids:
            if not isinstance(thing_id, str) or (kind := kind_of(thing_id)) is None:
                continue
            thing = store.get(thing_id, kind=kind)
            if thing is not None and kind != "payment_intent":
                thing = store.get(thing.get("payment_intent") or "", kind="payment_intent")
            if thing is not None:
                told |= names_of(thing)
        return told


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: Thing
    replayed: bool = False


def _check_key(request: Request, api_key: str) -> None:
    """Raises: Refusal."""
    scheme, _, shown_key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(shown_key.encode(), api_key.encode()):
        told = f"Invalid API Key provided: {shown_key[:8]}***" if shown_key else "No API key."
        raise Refusal(told, status=401)
    if len(request.headers.get("idempotency-key", "")) > 255:
        raise invalid("Idempotency keys are at most 255 characters.", param="Idempotency-Key")


async def _body(request: Request) -> bytes:
    """Raises: Refusal."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LONGEST_BODY:
            raise Refusal("Request body too large.", status=413, kept=False)
    return bytes(raw)


def _canonical(form: Thing) -> bytes:
    return json.dumps(form, sort_keys=True).encode()


def _replay(kept: Answer, *, endpoint: str, fingerprint: str) -> Reply:
    """Raises: Refusal."""
    if (kept.endpoint, kept.fingerprint) != (endpoint, fingerprint):
        what = "parameters" if kept.endpoint == endpoint else "endpoint"
        raise Refusal(
            f"Keys for idempotent requests can only be used with the same {what} they were first"
            " used with. Try using a key other than the one you sent if you meant to execute a"
            " different request.",
            kind="idempotency_error",
        )
    return Reply(kept.status, kept.body, replayed=True)


async def _say_nothing(request: Request) -> None:
    """The money moved; the caller hangs until it gives up."""
    try:
        async with asyncio.timeout(LONGEST_HANG_SECONDS):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass
