"""A payment from being asked for to being paid, refused or cancelled. Writes; no HTTP.

Callers hold a transaction. Checks come first, so a ``Refusal`` leaves nothing behind, except a
declined card, which leaves the failed attempt it is about.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Final

from marketplace.sandbox_psp.dialect import Params, Refusal, invalid, missing, new_id
from marketplace.sandbox_psp.faults import FaultBook, Faults
from marketplace.sandbox_psp.state import Store, Thing
from marketplace.sandbox_psp.webhooks import Courier

METHODS: Final = frozenset({"alipay", "card", "wechat_pay"})
CARDS: Final = {
    "pm_card_visa": "",
    "pm_card_authenticationRequired": "",
    "pm_card_chargeDeclined": "generic_decline",
    "pm_card_chargeDeclinedInsufficientFunds": "insufficient_funds",
}
"""Stripe's own test cards and why each is declined. Source: docs.stripe.com/testing"""
CANCELLABLE: Final = frozenset(
    {"requires_payment_method", "requires_confirmation", "requires_action", "processing"}
)
REASONS: Final = frozenset({"duplicate", "fraudulent", "requested_by_customer", "abandoned"})
FEE_BPS: Final = 60
"""What the provider keeps of a charge: 0.6 %, as WeChat Pay and Alipay do in China."""


@dataclass(frozen=True, slots=True)
class Psp:
    """The parts of the sandbox that work on payments, tied together once by ``create_app``."""

    store: Store
    faults: FaultBook
    courier: Courier
    refund_seconds: float

    def faults_of(self, intent: Thing) -> Faults:
        return self.faults.of(names_of(intent))

    def intent(self, intent_id: str, *, param: str = "intent") -> Thing:
        """Raises: Refusal."""
        found = self.store.get(intent_id, kind="payment_intent")
        if found is None:
            raise missing("payment_intent", intent_id, param=param)
        return found

    def save(self, intent: Thing) -> None:
        self.store.put(intent, payment=intent["id"])


def names_of(intent: Thing) -> frozenset[str]:
    """Everything a knob or a person may call this payment by."""
    return frozenset({intent["id"], *intent["metadata"].values()})


def create(psp: Psp, params: Params, *, base_url: str) -> Thing:
    """Raises: Refusal."""
    amount = params.whole("amount", required=True, low=1, high=99_999_999)
    currency = (params.text("currency", required=True) or "").lower()
    if currency != "cny":
        raise invalid(f"Invalid currency: {currency}. The sandbox takes cny.", param="currency")
    allowed = [name for name in params.texts("allowed_payment_method_types") if name in METHODS]
    intent_id = new_id("pi_")
    intent: Thing = {
        "id": intent_id,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "allowed_payment_method_types": allowed or None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "client_secret": f"{intent_id}_secret_{secrets.token_hex(12)}",
        "confirmation_method": "automatic",
        "created": int(time.time()),
        "currency": currency,
        "customer": None,
        "description": params.text("description", longest=1000),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": params.metadata(),
        "next_action": None,
        "payment_method": None,
        "payment_method_types": allowed or sorted(METHODS),
        "statement_descriptor": params.text("statement_descriptor", longest=22),
        "status": "requires_payment_method",
        "transfer_group": params.text("transfer_group"),
        "_sandbox": {"base_url": base_url, "return_url": None, "method": None},
    }
    confirmed = params.flag("confirm")
    method = _method(params, intent)
    params.done()
    psp.store.remember_refs(intent_id, intent["metadata"].values())
    if confirmed:
        _begin(psp, intent, method)
    elif method is not None:
        intent["status"] = "requires_confirmation"
        intent["_sandbox"]["chosen"] = method
    psp.save(intent)
    return intent


def confirm(psp: Psp, intent: Thing, params: Params) -> Thing:
    """Raises: Refusal."""
    _expect(intent, frozenset({"requires_payment_method", "requires_confirmation"}), "confirm")
    method = _method(params, intent) or intent["_sandbox"].pop("chosen", None)
    params.done()
    _begin(psp, intent, method)
    psp.save(intent)
    return intent


def cancel(psp: Psp, intent: Thing, params: Params) -> Thing:
    """Nobody can pay it any more. Raises: Refusal."""
    reason = params.choice("cancellation_reason", REASONS)
    params.done()
    _expect(intent, CANCELLABLE, "cancel")
    intent |= {
        "status": "canceled",
        "canceled_at": int(time.time()),
        "cancellation_reason": reason,
        "next_action": None,
    }
    psp.save(intent)
    _announce(psp, intent, "payment_intent.canceled")
    return intent


def pay(psp: Psp, intent: Thing, *, after_close: bool = False) -> Thing:
    """The payer pays. Paying twice pays once.

    ``after_close``: the wallet let it through although the shop had cancelled, as happens when
    a payer's click and a cancellation cross on the wire.

    Raises: Refusal.
    """
    if intent["status"] == "succeeded":
        return intent
    payable = frozenset({"requires_action", "canceled"} if after_close else {"requires_action"})
    _expect(intent, payable, "pay")
    _capture(psp, intent)
    psp.save(intent)
    return intent


def refuse(psp: Psp, intent: Thing) -> Thing:
    """The payer turns it down on the payer page. Raises: Refusal."""
    _expect(intent, frozenset({"requires_action"}), "refuse")
    _fail(psp, intent, code="payment_intent_payment_attempt_failed", declined=None)
    psp.save(intent)
    return intent


def _method(params: Params, intent: Thing) -> str | None:
    """The way of paying asked for, a card by its token; the address to come back to is kept."""
    token = params.text("payment_method")
    asked = params.hash("payment_method_data").get("type")
    params.hash("payment_method_options")
    return_url = params.text("return_url")
    if return_url is not None and not return_url.startswith(("http://", "https://")):
        raise invalid("Not a valid URL", param="return_url", code="url_invalid")
    intent["_sandbox"]["return_url"] = return_url or intent["_sandbox"]["return_url"]
    if token is not None and token not in CARDS:
        raise missing("PaymentMethod", token, param="payment_method")
    if token is None and asked == "card":
        raise invalid("Missing required param: payment_method_data[card].", param="card")
    if asked is not None and asked not in METHODS:
        raise invalid("Invalid payment method type", param="payment_method_data[type]")
    kind = "card" if token else asked
    if kind is not None and kind not in intent["payment_method_types"]:
        raise invalid(
            f"The PaymentMethod type {kind} is not allowed for this PaymentIntent.",
            param="payment_method",
            code="payment_intent_invalid_parameter",
        )
    return token or asked


def _begin(psp: Psp, intent: Thing, method: str | None) -> None:
    """Raises: Refusal."""
    if method is None:
        raise Refusal(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
        )
    intent["_sandbox"]["method"] = "card" if method in CARDS else method
    intent["payment_method"] = method if method in CARDS else new_id("pm_")
    intent["last_payment_error"] = None
    if method in CARDS and (declined := CARDS[method]):
        _fail(psp, intent, code="card_declined", declined=declined)
        psp.save(intent)
        raise Refusal(
            "Your card was declined.",
            status=402,
            kind="card_error",
            code="card_declined",
            decline_code=declined,
            payment_intent={k: v for k, v in intent.items() if k != "_sandbox"},
        )
    if method == "pm_card_visa":
        _capture(psp, intent)
        return
    if method != "wechat_pay" and intent["_sandbox"]["return_url"] is None:
        raise invalid(
            "A return_url must be specified when confirming with this payment method.",
            param="return_url",
            code="parameter_missing",
        )
    intent["status"] = "requires_action"
    intent["next_action"] = _next_action(intent, method)
    if psp.faults_of(intent).forged:
        claimed = intent | {"status": "succeeded", "amount_received": intent["amount"]}
        claimed.pop("_sandbox")
        psp.courier.claim_falsely("payment_intent.succeeded", claimed, payment=intent["id"])


def _next_action(intent: Thing, method: str) -> Thing:
    notes = intent["_sandbox"]
    page = f"{notes['base_url']}/pay/{intent['id']}"
    if method == "wechat_pay":
        shown = {
            "data": page,
            "hosted_instructions_url": page,
            "image_url_svg": f"{page}/qr.svg",
        }
        return {"type": "wechat_pay_display_qr_code", "wechat_pay_display_qr_code": shown}
    away = {"url": page, "return_url": notes["return_url"]}
    kind = "alipay_handle_redirect" if method == "alipay" else "redirect_to_url"
    return {"type": kind, kind: away}


def _capture(psp: Psp, intent: Thing) -> None:
    paid = intent["amount"] - (1 if psp.faults_of(intent).wrong_amount else 0)
    now = int(time.time())
    charge_id, entry_id = new_id("ch_"), new_id("txn_")
    fee = (paid * FEE_BPS + 5_000) // 10_000
    charge: Thing = {
        "id": charge_id,
        "object": "charge",
        "amount": paid,
        "amount_captured": paid,
        "amount_refunded": 0,
        "balance_transaction": entry_id,
        "captured": True,
        "created": now,
        "currency": intent["currency"],
        "description": intent["description"],
        "disputed": False,
        "failure_code": None,
        "livemode": False,
        "metadata": intent["metadata"],
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": {"type": intent["_sandbox"]["method"]},
        "refunded": False,
        "status": "succeeded",
    }
    psp.store.put(charge, payment=intent["id"])
    enter(psp, intent["id"], entry_id, kind="charge", source=charge_id, amount=paid, fee=fee)
    intent |= {
        "status": "succeeded",
        "amount_received": paid,
        "latest_charge": charge_id,
        "next_action": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "last_payment_error": None,
    }
    psp.courier.announce(
        ("charge.succeeded", charge),
        ("payment_intent.succeeded", intent),
        payment=intent["id"],
        faults=psp.faults_of(intent),
    )


def enter(
    psp: Psp, payment: str, entry_id: str, *, kind: str, source: str, amount: int, fee: int = 0
) -> None:
    """A line of the provider's own books, negative when money leaves the shop."""
    now = int(time.time())
    entry: Thing = {
        "id": entry_id,
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now + 86_400,
        "created": now,
        "currency": "cny",
        "exchange_rate": None,
        "fee": fee,
        "net": amount - fee,
        "reporting_category": kind,
        "source": source,
        "status": "pending",
        "type": kind,
    }
    psp.store.put(entry, payment=payment)


def _fail(psp: Psp, intent: Thing, *, code: str, declined: str | None) -> None:
    error: Thing = {
        "type": "card_error" if declined else "invalid_request_error",
        "code": code,
        "decline_code": declined,
        "message": "Your card was declined." if declined else "The payment attempt failed.",
    }
    intent |= {
        "status": "requires_payment_method",
        "last_payment_error": {key: value for key, value in error.items() if value},
        "next_action": None,
        "payment_method": None,
    }
    _announce(psp, intent, "payment_intent.payment_failed")


def _announce(psp: Psp, intent: Thing, kind: str) -> None:
    psp.courier.announce((kind, intent), payment=intent["id"], faults=psp.faults_of(intent))


def _expect(intent: Thing, states: frozenset[str], verb: str) -> None:
    if intent["status"] not in states:
        raise Refusal(
            f"You cannot {verb} this PaymentIntent because it has a status of"
            f" {intent['status']}. Only a PaymentIntent with one of the following statuses may"
            f" be used so: {', '.join(sorted(states))}.",
            code="payment_intent_unexpected_state",
            payment_intent={key: value for key, value in intent.items() if key != "_sandbox"},
        )
