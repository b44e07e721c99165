"""The knobs that make this provider misbehave, for all payments or for one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from marketplace.sandbox_psp.state import Store

EVERYWHERE: Final = "*"


class KnobUnknown(ValueError):
    """A knob nobody built, or one turned to a value it does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What goes wrong with one payment. The default is nothing."""

    duplicate: int = 0
    """Each notice is delivered this many times more."""
    delay_seconds: float = 0.0
    """Notices leave this much later."""
    never: bool = False
    """No notice leaves at all; the event exists and can be redelivered by hand."""
    wrong_amount: bool = False
    """The payer pays one fen less than asked."""
    fail_first: int = 0
    """So many POST calls answer 500 before anything happens; the count goes down."""
    timeout_after_success: bool = False
    """POST calls take effect, but the answer does not come. A retry is answered."""
    forged: bool = False
    """Wrongly signed notices: one claims success before anyone paid, one precedes each true one."""
    reorder: bool = False
    """A notice waits until a later one of the same payment has overtaken it, or two seconds."""
    slow_seconds: float = 0.0
    """API calls wait this long before they do anything."""
    refund_pending_seconds: float = 0.0
    """Refunds stay pending for this long before they succeed."""
    refund_fails_later: bool = False
    """A refund is accepted, then bounces back to the shop."""

    @classmethod
    def read(cls, knobs: Mapping[str, Any]) -> dict[str, int | float | bool]:
        """The knobs as asked for, checked against their names and kinds.

        Raises: KnobUnknown.
        """
        asked: dict[str, int | float | bool] = {}
        for name, value in knobs.items():
            if name not in _AT_REST:
                known = ", ".join(sorted(_AT_REST))
                raise KnobUnknown(f"no knob is called {name!r}; there are {known}")
            kind = type(_AT_REST[name])
            kinds = (int, float) if kind is float else (kind,)
            fits = isinstance(value, kinds) and isinstance(value, bool) is (kind is bool)
            if not fits or not 0 <= value <= 86_400:
                raise KnobUnknown(f"{name} takes a {kind.__name__} (0 to 86400 if a number)")
            asked[name] = value
        return asked


_AT_REST: Final[Mapping[str, int | float | bool]] = asdict(Faults())


class FaultBook:
    """Which knobs are turned, and for whom. Kept in the file, so a restart forgets nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turned = store.knobs()

    def turn(self, knobs: Mapping[str, Any], *, scope: str) -> None:
        """Set these knobs for ``scope`` (``*`` or an id or reference), replacing its former ones.

        Raises: KnobUnknown.
        """
        asked = Faults.read(knobs)
        self._store.turn_knobs(scope, asked)
        self._turned[scope] = asked

    def reset(self, scope: str | None = None) -> None:
        """Without a scope, nothing misbehaves any more."""
        self._store.reset_knobs(scope)
        self._turned = self._store.knobs()

    def turned(self) -> dict[str, dict[str, Any]]:
        return {scope: dict(knobs) for scope, knobs in self._turned.items()}

    def of(self, names: frozenset[str]) -> Faults:
        """What goes wrong for a payment known by ``names``; its own knobs win over global ones."""
        merged = dict(self._turned.get(EVERYWHERE, {}))
        for scope in self._scopes(names):
            merged |= self._turned[scope]
        return Faults(**merged)

    def takes_a_failure(self, names: frozenset[str]) -> bool:
        """Use up one of ``fail_first``, if any is left for this payment."""
        for scope in (*self._scopes(names), EVERYWHERE):
            knobs = self._turned.get(scope, {})
            if knobs.get("fail_first", 0) > 0:
                self.turn(knobs | {"fail_first": knobs["fail_first"] - 1}, scope=scope)
                return True
        return False

    def _scopes(self, names: frozenset[str]) -> list[str]:
        return [scope for scope in self._turned if scope in names]
