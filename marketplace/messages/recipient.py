"""To whom a message goes, and by which ways that person can be reached."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from marketplace.kit.language import DEFAULT, Language
from marketplace.messages.models import Channel


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person who can be told something; ``accounts.queries.recipient`` makes them."""

    account_id: UUID | None
    """Empty for a phone that has no account yet; then there is no in-site message."""
    name: str = ""
    language: str = DEFAULT
    phone: str | None = None
    """E.164."""
    email: str | None = None

    @property
    def reads(self) -> Language:
        """The language to write in."""
        return "en" if self.language == "en" else DEFAULT

    def ways(self) -> dict[Channel, str | None]:
        """Each channel that reaches this person, with the number or address it needs."""
        found: dict[Channel, str | None] = {}
        if self.account_id is not None:
            found[Channel.IN_SITE] = None
        if self.phone:
            found[Channel.SMS] = self.phone
        if self.email:
            found[Channel.EMAIL] = self.email
        return found


EVERY_WAY: Final = frozenset(Channel)
