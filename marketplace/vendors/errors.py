"""Why something about a vendor cannot be done."""

from marketplace.kit.errors import Conflict, Forbidden, Invalid, InvalidFields


class ApplicationIncomplete(InvalidFields):
    """Some parts of the application are still missing; each is named."""

    code = "application_incomplete"


class KindNotOpen(Invalid):
    """Vendors of this legal kind are not taken in yet."""

    code = "kind_not_open"


class FactsLocked(Conflict):
    """The facts are with the reviewers, or have been approved, and cannot be edited now."""

    code = "facts_locked"


class UsccTaken(Conflict):
    """Another shop on this platform stands under the same unified social credit code."""

    code = "uscc_taken"


class ConsentMissing(Invalid):
    """Sensitive personal data need a consent of their own. Source: PIPL art. 29."""

    code = "consent_missing"


class AgreementOutdated(Conflict):
    """The text has a newer version than the one that was accepted."""

    code = "agreement_outdated"


class ClaimedByOther(Conflict):
    """Somebody else is reviewing this; the sentence says who."""

    code = "claimed_by_other"


class NotClaimed(Conflict):
    """A decision needs the reviewer to have claimed the application first."""

    code = "not_claimed"


class AlreadyDecided(Conflict):
    """The decision has been made, by somebody else or in another window."""

    code = "already_decided"


class OwnShop(Forbidden):
    """Nobody decides on a shop they work for."""

    code = "own_shop"


class ChecksOpen(Invalid):
    """An approval needs every point of the check list to have passed."""

    code = "checks_open"


class AlreadyMember(Conflict):
    """This person works here already."""

    code = "already_member"


class LastOwner(Conflict):
    """A shop keeps at least one owner."""

    code = "last_owner"
