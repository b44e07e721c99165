"""Writes about vendors: one module per family of verbs."""

from marketplace.vendors.service.agreements import publish_agreements
from marketplace.vendors.service.onboarding import (
    accept_agreements,
    attach_document,
    save_facts,
    set_settlement_account,
    start_application,
    submit,
)
from marketplace.vendors.service.people import invite_clerk, remove_member
from marketplace.vendors.service.review import (
    approve,
    claim,
    reject,
    release,
    request_correction,
)
from marketplace.vendors.service.standing import reinstate, suspend

__all__ = [
    "accept_agreements",
    "approve",
    "attach_document",
    "claim",
    "invite_clerk",
    "publish_agreements",
    "reinstate",
    "reject",
    "release",
    "remove_member",
    "request_correction",
    "save_facts",
    "set_settlement_account",
    "start_application",
    "submit",
    "suspend",
]
