"""How Stripe speaks: bracketed forms in, its objects, lists and errors out. No payment logic.

Source: docs.stripe.com/api/errors, /api/pagination, /api/expanding_objects (2026-10-28.endive)
"""

import re
import secrets
from collections.abc import Mapping
from typing import Any, Final, TypeGuard, cast
from urllib.parse import parse_qsl

from marketplace.sandbox_psp.state import Store, Thing

API_VERSION: Final = "2026-10-28.endive"
KINDS: Final = {
    "pi_": "payment_intent",
    "ch_": "charge",
    "re_": "refund",
    "txn_": "balance_transaction",
    "evt_": "event",
}


class Refusal(Exception):
    """An answer that is Stripe's error.

    ``kept``: it is replayed for its idempotency key. Stripe keeps what execution answered, not
    what validation refused before it began.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        kept: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kept = kept
        told = {"type": kind, "code": code, "message": message, "param": param, **more}
        self.body: Thing = {"error": {key: value for key, value in told.items() if value}}


def invalid(message: str, *, param: str, code: str = "parameter_invalid") -> Refusal:
    """A parameter that cannot be right; nothing was executed, so nothing is kept."""
    return Refusal(message, code=code, param=param, kept=False)


def missing(kind: str, thing_id: str, *, param: str = "id") -> Refusal:
    return Refusal(
        f"No such {kind}: '{thing_id}'", status=404, code="resource_missing", param=param
    )


def new_id(prefix: str) -> str:
    return prefix + secrets.token_hex(12)


def is_hash(value: object) -> TypeGuard[Thing]:
    return isinstance(value, dict)


def parse_form(raw: bytes | str) -> Thing:
    """``a[b]=1&c[]=x&c[]=y&d[0]=z`` as nested mappings and lists of strings."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    form: Thing = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        head, *rest = re.findall(r"[^\[\]]+|\[\]", name) or [name]
        _place(form, [head, *rest], value)
    return _listed(form)


def _place(node: Thing, path: list[str], value: str) -> None:
    for step in path[:-1]:
        child: object = node.setdefault(str(len(node)) if step == "[]" else step, {})
        if not is_hash(child):
            raise Refusal("Invalid parameters: one name is both a value and a hash.", kept=False)
        node = child
    last = path[-1]
    node[str(len(node)) if last == "[]" else last] = value


def _listed(node: Any) -> Any:
    """Mappings keyed 0, 1, 2 … were lists."""
    if not is_hash(node):
        return node
    children: Thing = {key: _listed(child) for key, child in node.items()}
    if children and list(children) == [str(n) for n in range(len(children))]:
        return list(children.values())
    return children


class Params:
    """Takes parameters one by one, typed; what nobody took is unknown, as at Stripe."""

    def __init__(self, form: Mapping[str, Any]) -> None:
        self._left: Thing = dict(form)
        self.expand = [str(path) for path in self._many("expand")]

    def text(self, name: str, *, required: bool = False, longest: int = 5000) -> str | None:
        value = self._left.pop(name, None)
        if value is None or value == "":
            if required:
                raise invalid(
                    f"Missing required param: {name}.", param=name, code="parameter_missing"
                )
            return None
        if not isinstance(value, str) or len(value) > longest:
            raise invalid(f"Invalid string: {name}", param=name)
        return value

    def whole(
        self, name: str, *, required: bool = False, low: int = 0, high: int = 10**12
    ) -> int | None:
        value = self.text(name, required=required)
        if value is None:
            return None
        if not re.fullmatch(r"-?[0-9]{1,13}", value) or not low <= int(value) <= high:
            raise invalid(f"Invalid integer: {value}", param=name, code="parameter_invalid_integer")
        return int(value)

    def flag(self, name: str) -> bool:
        value = self.text(name)
        if value not in (None, "true", "false"):
            raise invalid(f"Invalid boolean: {value}", param=name)
        return value == "true"

    def choice(self, name: str, allowed: frozenset[str]) -> str | None:
        value = self.text(name)
        if value is not None and value not in allowed:
            raise invalid(
                f"Invalid {name}: must be one of {', '.join(sorted(allowed))}", param=name
            )
        return value

    def hash(self, name: str) -> Thing:
        value = self.either(name)
        if isinstance(value, str):
            raise invalid("Invalid hash", param=name)
        return value

    def either(self, name: str) -> Thing | str:
        """A hash or a plain value; absent is the empty hash."""
        value = self._left.pop(name, None)
        if value in (None, ""):
            return {}
        if not isinstance(value, str) and not is_hash(value):
            raise invalid("Invalid hash", param=name)
        return value

    def texts(self, name: str) -> list[str]:
        return self._many(name)

    def metadata(self) -> dict[str, str]:
        """Up to 50 keys of 40 characters, values of 500. Source: docs.stripe.com/api/metadata"""
        found = self.hash("metadata")
        fits = len(found) <= 50 and all(
            isinstance(value, str) and len(value) <= 500 and len(key) <= 40
            for key, value in found.items()
        )
        if not fits:
            raise invalid("Metadata is limited to 50 keys of 40, values of 500.", param="metadata")
        return {key: value for key, value in found.items() if value}

    def done(self) -> None:
        for name in self._left:
            if name == "payment_method_types":
                raise invalid(
                    "payment_method_types is no longer supported;"
                    " use allowed_payment_method_types or dynamic payment methods.",
                    param=name,
                    code="payment_method_types_no_longer_supported",
                )
            raise invalid(
                f"Received unknown parameter: {name}", param=name, code="parameter_unknown"
            )

    def _many(self, name: str) -> list[str]:
        value: object = self._left.pop(name, [])
        if isinstance(value, str):
            return [value] if value else []
        if not isinstance(value, list):
            raise invalid("Invalid array", param=name)
        found = cast(list[object], value)
        if not all(isinstance(each, str) for each in found):
            raise invalid("Invalid array", param=name)
        return cast(list[str], found)


def shown(store: Store, thing: Thing, expand: list[str]) -> Thing:
    """The object as a stranger sees it: our own notes removed, asked-for references opened."""
    seen = {key: value for key, value in thing.items() if key != "_sandbox"}
    for path in expand:
        field, _, deeper = path.partition(".")
        reference = seen.get(field)
        if is_hash(reference) and deeper:
            seen[field] = shown(store, reference, [deeper])
        elif isinstance(reference, str) and (kind := kind_of(reference)):
            found = store.get(reference, kind=kind)
            seen[field] = found and shown(store, found, [deeper] if deeper else [])
    return seen


def kind_of(thing_id: str) -> str | None:
    return next((kind for prefix, kind in KINDS.items() if thing_id.startswith(prefix)), None)


def listing(
    store: Store, kind: str, params: Params, *, url: str, filters: tuple[str, ...] = ()
) -> Thing:
    """One page of a collection, newest first, as Stripe pages."""
    limit = params.whole("limit", low=1, high=100) or 10
    after = params.text("starting_after")
    if after is not None and store.get(after, kind=kind) is None:
        raise missing(kind, after, param="starting_after")
    where = {name: value for name in filters if (value := params.text(name)) is not None}
    created = _created(params)
    params.done()
    found, more = store.page(kind, limit=limit, after=after, created=created, where=where)
    expand = [path.removeprefix("data.") for path in params.expand]
    return {
        "object": "list",
        "url": url,
        "has_more": more,
        "data": [shown(store, thing, expand) for thing in found],
    }


def _created(params: Params) -> dict[str, int]:
    bounds = params.either("created")
    if isinstance(bounds, str):
        exact = Params({"created": bounds}).whole("created")
        return {} if exact is None else {"eq": exact}
    inner = Params(bounds)
    found = {bound: inner.whole(bound) for bound in ("gt", "gte", "lt", "lte")}
    inner.done()
    return {bound: moment for bound, moment in found.items() if moment is not None}
