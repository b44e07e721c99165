"""Money going back, at once, after a while, or bouncing later. Writes; no HTTP.

Callers hold a transaction; checks come first, so a ``Refusal`` leaves nothing behind.
"""

import time
from typing import Final

from marketplace.sandbox_psp.dialect import Params, Refusal, invalid, missing, new_id
from marketplace.sandbox_psp.intents import Psp, enter
from marketplace.sandbox_psp.state import Thing

REASONS: Final = frozenset({"duplicate", "fraudulent", "requested_by_customer"})
BOUNCES_AFTER_SECONDS: Final = 1.0


def create(psp: Psp, params: Params) -> Thing:
    """Raises: Refusal."""
    charge, asked = _charge(psp, params), params.whole("amount", low=1)
    reason, metadata = params.choice("reason", REASONS), params.metadata()
    params.done()
    amount = _amount(charge, asked)
    intent = psp.intent(charge["payment_intent"])
    faults = psp.faults_of(intent)
    refund: Thing = {
        "id": new_id("re_"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": new_id("txn_"),
        "charge": charge["id"],
        "created": int(time.time()),
        "currency": charge["currency"],
        "failure_balance_transaction": None,
        "failure_reason": None,
        "metadata": metadata,
        "payment_intent": intent["id"],
        "pending_reason": "processing",
        "reason": reason,
        "status": "pending",
    }
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    psp.store.put(charge, payment=intent["id"])
    psp.store.put(refund, payment=intent["id"])
    _enter(psp, refund, refund["balance_transaction"], kind="refund", amount=-amount)
    psp.courier.announce(
        ("refund.created", refund),
        ("charge.refunded", charge),
        payment=intent["id"],
        faults=faults,
    )
    waits = faults.refund_pending_seconds or psp.refund_seconds
    if waits:
        psp.store.plan("settle", refund=refund["id"], due=time.time() + waits)
    else:
        _settle(psp, refund)
    if faults.refund_fails_later:
        due = time.time() + waits + BOUNCES_AFTER_SECONDS
        psp.store.plan("bounce", refund=refund["id"], due=due)
    psp.courier.wake()
    return refund


def do_chores(psp: Psp, now: float) -> None:
    """Settle and bounce what is due, each in a transaction of its own."""
    for chore_id, kind, refund_id in psp.store.due_chores(now):
        with psp.store.transaction():
            refund = psp.store.get(refund_id, kind="refund")
            if refund is not None and kind == "settle":
                _settle(psp, refund)
            elif refund is not None:
                _bounce(psp, refund)
            psp.store.chore_done(chore_id)


def _charge(psp: Psp, params: Params) -> Thing:
    """The one being refunded, named itself or by its payment. Raises: Refusal."""
    charge_id, intent_id = params.text("charge"), params.text("payment_intent")
    if charge_id is None and intent_id is None:
        raise invalid(
            "One of the following params should be provided for this request:"
            " payment_intent or charge.",
            param="payment_intent",
            code="parameter_missing",
        )
    if intent_id is not None:
        charge_id = psp.intent(intent_id, param="payment_intent")["latest_charge"]
        if charge_id is None:
            raise Refusal(
                f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.",
                param="payment_intent",
            )
    return _found_charge(psp, str(charge_id))


def _found_charge(psp: Psp, charge_id: str) -> Thing:
    """Raises: Refusal."""
    charge = psp.store.get(charge_id, kind="charge")
    if charge is None:
        raise missing("charge", charge_id, param="charge")
    return charge


def _amount(charge: Thing, asked: int | None) -> int:
    """Raises: Refusal."""
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise Refusal(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if asked is not None and asked > left:
        raise Refusal(
            f"Refund amount (¥{asked / 100:.2f}) is greater than unrefunded amount on charge"
            f" (¥{left / 100:.2f})",
            param="amount",
        )
    return left if asked is None else asked


def _settle(psp: Psp, refund: Thing) -> None:
    refund |= {"status": "succeeded", "pending_reason": None}
    _tell(psp, refund, "refund.updated")


def _bounce(psp: Psp, refund: Thing) -> None:
    """The payer's side would not take it: the money is the shop's again.

    Source: docs.stripe.com/refunds#failed-refunds
    """
    entry_id = new_id("txn_")
    charge = _found_charge(psp, refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    psp.store.put(charge, payment=refund["payment_intent"])
    refund |= {
        "status": "failed",
        "pending_reason": None,
        "failure_reason": "expired_or_canceled_card",
        "failure_balance_transaction": entry_id,
    }
    _enter(psp, refund, entry_id, kind="refund_failure", amount=refund["amount"])
    _tell(psp, refund, "refund.updated", "refund.failed")


def _enter(psp: Psp, refund: Thing, entry_id: str, *, kind: str, amount: int) -> None:
    payment = refund["payment_intent"]
    enter(psp, payment, entry_id, kind=kind, source=refund["id"], amount=amount)


def _tell(psp: Psp, refund: Thing, *kinds: str) -> None:
    payment = refund["payment_intent"]
    psp.store.put(refund, payment=payment)
    faults = psp.faults_of(psp.intent(payment))
    psp.courier.announce(*((kind, refund) for kind in kinds), payment=payment, faults=faults)
