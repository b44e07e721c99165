"""The operators' view of the outbox: what was written to whom, and whether it arrived."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from marketplace.audit.service import record
from marketplace.http.flash import say
from marketplace.http.identity import PRIVATE, Operator, actor
from marketplace.http.pages import page, path_for, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.language import gettext as _
from marketplace.messages import queries, service
from marketplace.messages.models import Channel, DeliveryState, Message
from marketplace.web.admin.navigation import desk_nav

router = APIRouter(prefix="/admin/messages", dependencies=[*PRIVATE])


def _may_be_read(message: Message) -> bool:
    """A one-time code opens an account: it is shown only where nobody delivers it."""
    return message.name != "one_time_code" or message.state is DeliveryState.KEPT


@router.get("", name="admin.messages")
async def outbox(
    request: Request,
    session: DbSession,
    viewer: Operator,
    channel: Channel | None = None,
    state: DeliveryState | None = None,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Newest first, by channel and state."""
    found = await queries.outbox(session, channel=channel, state=state, after=after)
    failed = await queries.failed_count(session)
    return page(
        request,
        "admin/messages.html",
        nav=desk_nav(request, viewer, {"messages": failed}),
        messages=[(each, _may_be_read(each)) for each in found.items],
        next_cursor=found.next,
        is_first=after is None,
        channel=channel,
        state=state,
        tabs=_tabs(request, channel=channel, state=state, failed=failed),
    )


def _tabs(
    request: Request, *, channel: Channel | None, state: DeliveryState | None, failed: int
) -> dict[str, list[tuple[str, str, bool, int]]]:
    """Links of both filters; each keeps the other."""
    states: list[tuple[DeliveryState | None, str]] = [
        (None, _("全部")),
        (DeliveryState.QUEUED, _("待发送")),
        (DeliveryState.SENT, _("已发送")),
        (DeliveryState.KEPT, _("留存未发")),
        (DeliveryState.FAILED, _("发送失败")),
    ]
    channels: list[tuple[Channel | None, str]] = [
        (None, _("全部渠道")),
        (Channel.IN_SITE, _("站内")),
        (Channel.SMS, _("短信")),
        (Channel.EMAIL, _("邮件")),
    ]
    return {
        "states": [
            (
                text,
                path_for(request, "admin.messages", state=each, channel=channel),
                each is state,
                failed if each is DeliveryState.FAILED else 0,
            )
            for each, text in states
        ],
        "channels": [
            (
                text,
                path_for(request, "admin.messages", state=state, channel=each),
                each is channel,
                0,
            )
            for each, text in channels
        ],
    }


@router.post("/{message_id}/delivery", name="admin.message.deliver")
async def deliver(
    request: Request, session: DbSession, viewer: Operator, message_id: UUID
) -> Response:
    """Try a failed message again."""
    message = await service.send_again(session, message_id=message_id)
    record(
        session,
        actor=actor(request, viewer),
        action="message.queued_again",
        object_kind="message",
        object_id=message.id,
    )
    say(request, _("已重新排队发送。"))
    return see_other(request, "admin.messages")
