"""Money and orders together, under the purchase's lock; providers are called by ``flow`` alone."""

from marketplace.payments.service.booking import book_stray, fold
from marketplace.payments.service.expiring import expire
from marketplace.payments.service.giving_back import (
    cancel_order,
    request_refund,
    request_stray_refund,
)
from marketplace.payments.service.inbox import note_handled, note_trouble, replay, take_notice
from marketplace.payments.service.refunding import (
    RefundCall,
    begin_refund,
    fold_refund,
    note_refund_refusal,
    refund_call,
    retry_refund,
)
from marketplace.payments.service.starting import (
    Begun,
    begin_close,
    call_for,
    give_up,
    note_attempt,
    note_done,
    note_refusal,
    note_silence,
    start,
    take_up,
)

__all__ = [
    "Begun",
    "RefundCall",
    "begin_close",
    "begin_refund",
    "book_stray",
    "call_for",
    "cancel_order",
    "expire",
    "fold",
    "fold_refund",
    "give_up",
    "note_attempt",
    "note_done",
    "note_handled",
    "note_refund_refusal",
    "note_refusal",
    "note_silence",
    "note_trouble",
    "refund_call",
    "replay",
    "request_refund",
    "request_stray_refund",
    "retry_refund",
    "start",
    "take_notice",
    "take_up",
]
