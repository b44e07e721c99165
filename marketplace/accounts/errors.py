"""What can go wrong with people, their sessions, codes, addresses and tokens."""

from marketplace.kit.errors import Conflict, Invalid


class PhoneInvalid(Invalid):
    """No telephone has this number, or it cannot receive a code."""

    code = "phone_invalid"


class EmailInvalid(Invalid):
    """No mailbox can have this address."""

    code = "email_invalid"


class PhoneTaken(Conflict):
    """There is an account with this number; only seeds and operators ever learn so."""

    code = "phone_taken"


class PasswordRefused(Invalid):
    """Too short, too long, or too easily guessed."""

    code = "password_refused"


class CodeWrong(Invalid):
    """Not the code that was sent, or no longer."""

    code = "code_wrong"


class DivisionIncomplete(Invalid):
    """A parcel needs the town, or the county where towns are not known."""

    code = "division_incomplete"


class AddressBookFull(Conflict):
    """As many addresses as anybody needs."""

    code = "address_book_full"


class ScopeUnknown(Invalid):
    """A token may only do what the list names, and only what its owner may."""

    code = "scope_unknown"


class TooManyTokens(Conflict):
    """As many live tokens as anybody needs."""

    code = "too_many_tokens"
