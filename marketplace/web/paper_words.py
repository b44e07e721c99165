"""Where a paper stands, in words."""

from datetime import date
from typing import Final

from marketplace.certification.queries import Paper
from marketplace.certification.states import CertificateState
from marketplace.kit.language import gettext as _

SOON_DAYS: Final = 30


def standing(paper: Paper, today: date) -> tuple[str, str]:
    """Where a paper stands, in words and tone."""
    certificate = paper.certificate
    if certificate.state is CertificateState.PENDING:
        return (_("审核中"), "wait") if certificate.claimed_by else (_("待审核"), "wait")
    if certificate.state is CertificateState.REJECTED:
        return _("没有通过"), "bad"
    if certificate.state is CertificateState.REVOKED:
        return _("已撤销"), "bad"
    if certificate.replaced_by is not None:
        return _("已换新证"), "plain"
    until = certificate.valid_until
    if until is not None and until < today:
        return _("已过期"), "bad"
    if certificate.valid_from is not None and certificate.valid_from > today:
        return _("还未生效"), "wait"
    if until is not None and (until - today).days <= SOON_DAYS:
        return _("还有 %(n)d 天到期", n=(until - today).days), "bad"
    return _("有效"), "good"
