"""What can be wrong with a listing."""

from marketplace.kit.errors import Conflict, Invalid, InvalidFields


class ListingIncomplete(InvalidFields):
    """It cannot be handed in yet; each field says what is missing."""

    code = "listing_incomplete"


class LicenceMissing(Invalid):
    """The category needs a paper that this vendor does not have valid today."""

    code = "licence_missing"


class ListingChanged(Conflict):
    """Somebody else saved it since this page was opened."""

    code = "listing_changed"


class ListingLocked(Conflict):
    """It is on sale or with the reviewers, so what it says cannot be changed now."""

    code = "listing_locked"


class ClaimedByOther(Conflict):
    """Another reviewer has it in hand; the sentence says who."""

    code = "claimed_by_other"


class NotClaimed(Conflict):
    """A decision needs the reviewer to have taken the listing in hand first."""

    code = "not_claimed"


class ChecksOpen(Invalid):
    """An approval needs every point of the check list to have passed."""

    code = "checks_open"
