"""Notices of payment providers: kept once, answered after the commit, handled by a job."""

from typing import Final

import structlog
from fastapi import APIRouter, Request
from starlette.responses import Response

from marketplace.infra.db import DbSession
from marketplace.kit.clock import utcnow
from marketplace.payments.gateways import Ack, NoticeRefused
from marketplace.payments.providers import Gateways
from marketplace.payments.service import take_notice

log = structlog.get_logger(__name__)
router = APIRouter()

KEPT_HEADERS: Final = frozenset({"content-type", "stripe-signature", "user-agent"})
"""What one needs to verify a notice again; cookies and addresses are nobody's business."""


@router.post("/stripe", name="webhooks.stripe")
async def stripe(request: Request, session: DbSession) -> Response:
    """Stripe's, or our sandbox's. Forged, stale and unreadable ones are refused and not kept."""
    gateways: Gateways = request.app.state.tools[Gateways]
    gateway, raw, now = gateways.named("stripe"), await request.body(), utcnow()
    try:
        notice = gateway.open_notice(request.headers, raw, now)
    except NoticeRefused as refusal:
        log.warning("webhooks.refused", gateway=gateway.name, reason=str(refusal), size=len(raw))
        return _answer(gateway.acknowledge(ok=False))
    headers = {name: request.headers[name] for name in KEPT_HEADERS & set(request.headers)}
    is_new = await take_notice(
        session, gateway=gateway.name, notice=notice, headers=headers, now=now
    )
    log.info("webhooks.taken", gateway=gateway.name, topic=notice.topic, is_new=is_new)
    return _answer(gateway.acknowledge(ok=True))


def _answer(ack: Ack) -> Response:
    return Response(ack.body, ack.status, media_type=ack.media_type)
