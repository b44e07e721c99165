"""Why something about a certificate cannot be done."""

from marketplace.kit.errors import Conflict, Invalid, InvalidFields


class CertificateFaulty(InvalidFields):
    """Some of what was typed cannot be on such a paper; each fault is told beside its field."""

    code = "certificate_faulty"


class CertificateKnown(Conflict):
    """This very paper has been handed in already."""

    code = "certificate_known"


class CertificateHeld(Conflict):
    """Somebody else is checking this paper; the sentence says who."""

    code = "certificate_held"


class CertificateNotHeld(Conflict):
    """A decision needs the reviewer to have taken the paper on first."""

    code = "certificate_not_held"


class ReasonMissing(Invalid):
    """A refusal names its reason."""

    code = "reason_missing"


class ChecksNotPassed(Invalid):
    """A paper becomes valid when every point of the list has been compared and found right."""

    code = "checks_not_passed"
