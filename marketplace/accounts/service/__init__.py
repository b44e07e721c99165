"""Writes about people: becoming somebody, coming in, addresses, tokens."""

from marketplace.accounts.service.access import (
    authenticate,
    change_password,
    confirm_password,
    end_other_sessions,
    end_session,
    forget_expired,
    login_with_code,
    renew_session,
    request_code,
    start_session,
    touch_session,
    use_code,
)
from marketplace.accounts.service.addresses import (
    AddressFacts,
    add_address,
    change_address,
    make_default,
    retire_address,
)
from marketplace.accounts.service.people import (
    by_phone,
    change_profile,
    create_account,
    end_role,
    grant_role,
    register,
    set_mailbox,
)
from marketplace.accounts.service.tokens import find_token, issue_token, revoke_token
from marketplace.accounts.service.workbench import open_workbench

__all__ = [
    "AddressFacts",
    "add_address",
    "authenticate",
    "by_phone",
    "change_address",
    "change_password",
    "change_profile",
    "confirm_password",
    "create_account",
    "end_other_sessions",
    "end_role",
    "end_session",
    "find_token",
    "forget_expired",
    "grant_role",
    "issue_token",
    "login_with_code",
    "make_default",
    "open_workbench",
    "register",
    "renew_session",
    "request_code",
    "retire_address",
    "revoke_token",
    "set_mailbox",
    "start_session",
    "touch_session",
    "use_code",
]
