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


class ClaimedByOther(Conflict):
    """Another reviewer has it in hand."""

    code = "claimed_by_other"


class OwnListing(Conflict):
    """Nobody decides on the listing of a vendor they work for."""

    code = "own_listing"
