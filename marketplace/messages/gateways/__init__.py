"""What the shop asks of whoever carries its messages: one Protocol a channel, one adapter each."""

from dataclasses import dataclass
from typing import Protocol


class CarrierUnavailable(Exception):
    """We do not know whether it went out; try again with the same key."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it. ``ref`` is its own name for the message."""

    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """There is no provider: it stays in the outbox, where operators read it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider never will; ``reason`` is for operators."""

    reason: str


Outcome = Sent | Kept | Refused


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail."""

    to: str
    subject: str
    text: str
    html: str | None


class SmsSender(Protocol):
    """Carries short messages to telephones."""

    async def send(self, phone: str, text: str, *, key: str) -> Outcome:
        """Send ``text``. Same ``key``, same message, at most once where the provider can.

        Raises: CarrierUnavailable.
        """
        ...


class EmailSender(Protocol):
    """Carries letters to mailboxes."""

    async def send(self, letter: Letter, *, key: str) -> Outcome:
        """Send ``letter``. Same ``key``, same Message-ID.

        Raises: CarrierUnavailable.
        """
        ...


class KeptSms:
    """``SmsSender`` of an installation without a provider."""

    async def send(self, phone: str, text: str, *, key: str) -> Outcome:  # noqa: ARG002
        """Leave it in the outbox."""
        return Kept()


class KeptEmail:
    """``EmailSender`` of an installation without a mail server."""

    async def send(self, letter: Letter, *, key: str) -> Outcome:  # noqa: ARG002
        """Leave it in the outbox."""
        return Kept()


@dataclass(frozen=True, slots=True)
class Senders:
    """The carriers of this installation, as jobs find them among the tools."""

    sms: SmsSender
    email: EmailSender
