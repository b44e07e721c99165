"""The finance desk: payments, refunds, the inbox of provider notices, and what is stuck."""

import enum
from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from marketplace.accounts.models import StaffRole
from marketplace.accounts.queries import Identity
from marketplace.audit.service import record
from marketplace.http.flash import say
from marketplace.http.identity import PRIVATE, Finance, actor, staff
from marketplace.http.pages import page, path_for, see_other
from marketplace.infra.db import DbSession
from marketplace.infra.jobs import enqueue
from marketplace.kit.clock import utcnow
from marketplace.kit.language import gettext as _
from marketplace.ledger.queries import postings_of_group
from marketplace.payments import queries, service
from marketplace.web.admin.navigation import desk_nav

router = APIRouter(prefix="/admin/payments", dependencies=[*PRIVATE])

MoneyDesk = Annotated[
    Identity, Depends(staff(StaffRole.FINANCE, StaffRole.OPERATOR), scope="function")
]
"""Finance decides about money; operators see it and may have the provider asked."""

LATE_AFTER: Final = timedelta(minutes=2)
"""A notice unhandled for longer than this waits for a person."""


class View(enum.StrEnum):
    """What the desk lists."""

    PAYMENTS = "payments"
    STUCK = "stuck"
    REFUNDS = "refunds"
    NOTICES = "notices"


@router.get("", name="admin.payments")
async def index(
    request: Request,
    session: DbSession,
    viewer: MoneyDesk,
    view: View = View.PAYMENTS,
    q: Annotated[str, Query(max_length=128)] = "",
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """One list at a time, the newest first; ``q`` finds a purchase's or a provider's number."""
    counts = await queries.desk_counts(session, before=utcnow() - LATE_AFTER)
    rows, cursor = await _rows(session, view, q.strip(), after)
    following = path_for(request, "admin.payments", view=view.value, q=q, after=cursor)
    return page(
        request,
        "admin/payments.html",
        nav=desk_nav(request, viewer, {"payments": counts.all}),
        tabs=_tabs(request, view, counts),
        view=view.value,
        search=q,
        is_finance=_is_finance(viewer),
        next_href=following if cursor else "",
        first_href=path_for(request, "admin.payments", view=view.value, q=q) if after else "",
        words=words(),
        **rows,
    )


async def _rows(
    session: DbSession, view: View, search: str, after: str | None
) -> tuple[dict[str, Any], str | None]:
    """What ``view`` lists, and where its next page begins."""
    nothing: dict[str, Any] = {"payments": (), "refunds": (), "notices": ()}
    if view is View.NOTICES:
        notices = await queries.notices(session, after=after)
        return nothing | {"notices": notices.items}, notices.next
    if view is View.REFUNDS:
        refunds = await queries.refunds(session, after=after)
        return nothing | {"refunds": refunds.items}, refunds.next
    only_stuck = view is View.STUCK
    paid = await queries.payments(session, search=search, only_stuck=only_stuck, after=after)
    rows = nothing | {"payments": paid.items}
    if only_stuck:
        rows["refunds"] = (await queries.refunds(session, only_stuck=True)).items
    return rows, paid.next


def _is_finance(viewer: Identity) -> bool:
    return bool(viewer.roles & {StaffRole.FINANCE, StaffRole.ADMINISTRATOR})


def _tabs(
    request: Request, view: View, counts: queries.DeskCounts
) -> list[tuple[str, str, bool, int]]:
    names = [
        (View.PAYMENTS, _("付款"), 0),
        (View.STUCK, _("待人工处理"), counts.stuck_payments + counts.stuck_refunds),
        (View.REFUNDS, _("退款"), 0),
        (View.NOTICES, _("支付通知"), counts.open_notices),
    ]
    return [
        (text, path_for(request, "admin.payments", view=each.value), each is view, count)
        for each, text, count in names
    ]


def words() -> dict[str, dict[str, tuple[str, str]]]:
    """States in words, with the tone of their pill."""
    return {
        "payment": {
            "created": (_("待发起"), "wait"),
            "action_required": (_("等买家付款"), "wait"),
            "processing": (_("处理中"), "go"),
            "captured": (_("已到账"), "good"),
            "failed": (_("未成功"), "plain"),
            "expired": (_("已过期"), "plain"),
            "closed": (_("已关闭"), "plain"),
        },
        "refund": {
            "requested": (_("待发送"), "wait"),
            "processing": (_("退回途中"), "go"),
            "succeeded": (_("已退回"), "good"),
            "failed": (_("退款失败"), "bad"),
            "abnormal": (_("退款异常"), "bad"),
        },
        "operation": {
            "pending": (_("等回答"), "wait"),
            "succeeded": (_("已办成"), "good"),
            "declined": (_("被拒绝"), "bad"),
            "unknown": (_("结果未知"), "wait"),
        },
        "stray": {
            "wrong_amount": (_("金额不符"), "bad"),
            "second": (_("重复付款"), "wait"),
            "late": (_("关单后到账"), "wait"),
        },
        "kind": {
            "start": (_("发起付款"), ""),
            "close": (_("关闭付款"), ""),
            "refund": (_("退款"), ""),
        },
        "method": {
            "wechat_pay": (_("微信支付"), ""),
            "alipay": (_("支付宝"), ""),
            "card": (_("银行卡"), ""),
        },
        "reason": {
            "late": (_("订单关闭后才付款"), ""),
            "second": (_("同一订单付了两次"), ""),
            "cancelled": (_("订单取消"), ""),
            "expired": (_("订单取消"), ""),
        },
        "event": {
            "captured": (_("货款到账"), ""),
            "earned": (_("确认收货"), ""),
            "stray": (_("待查款项到账"), ""),
            "refund_promised": (_("承诺退款"), ""),
            "refund_sent": (_("退款退回"), ""),
            "refund_sent_reversed": (_("退款被退票，冲回"), ""),
        },
        "account": {
            "psp_frozen": (_("支付机构代管商家货款"), ""),
            "psp_available": (_("支付机构存放平台款"), ""),
            "vendor_pending": (_("商家待结货款"), ""),
            "vendor_available": (_("商家可结货款"), ""),
            "commission_pending": (_("待确认佣金"), ""),
            "commission": (_("佣金收入"), ""),
            "refund_due": (_("应退买家"), ""),
            "suspense": (_("待查款项"), ""),
        },
    }


@router.get("/{payment_id}", name="admin.payment")
async def show(
    request: Request, session: DbSession, viewer: MoneyDesk, payment_id: UUID
) -> Response:
    """One payment: what we asked, what the provider said, what the books say."""
    found = await queries.payment_file(session, payment_id)
    postings = await postings_of_group(session, found.group.id)
    return page(
        request,
        "admin/payment.html",
        nav=desk_nav(request, viewer),
        file=found,
        postings=postings,
        words=words(),
        is_finance=_is_finance(viewer),
    )


@router.post("/{payment_id}/asking", name="admin.payment.ask")
async def ask(
    request: Request, session: DbSession, viewer: MoneyDesk, payment_id: UUID
) -> Response:
    """Have the provider asked about a payment, now."""
    payment = await queries.payment(session, payment_id)
    await enqueue(session, "payments.settle", payment_id=str(payment.id))
    say(request, _("正在向支付机构核对，稍后刷新看结果。"))
    _note(request, session, viewer, "payment.asked", "payment", payment_id)
    return see_other(request, "admin.payment", payment_id=payment_id)


@router.post("/{payment_id}/refund", name="admin.payment.refund")
async def refund(
    request: Request, session: DbSession, viewer: Finance, payment_id: UUID
) -> Response:
    """Give back money that no order took."""
    made = await service.request_stray_refund(
        session,
        payment_id=payment_id,
        reason=_("金额不符，原路退回"),
        requested_by=viewer.account_id,
        now=utcnow(),
    )
    after = {"refund_id": made.id, "amount_minor": made.amount_minor}
    _note(request, session, viewer, "payment.refunded", "payment", payment_id, after)
    say(request, _("已发起退款，原路退回。"))
    return see_other(request, "admin.payment", payment_id=payment_id)


@router.post("/refunds/{refund_id}/retry", name="admin.payment.retry")
async def retry(request: Request, session: DbSession, viewer: Finance, refund_id: UUID) -> Response:
    """Send a failed refund once more."""
    made = await service.retry_refund(session, refund_id=refund_id)
    _note(request, session, viewer, "refund.retried", "refund", refund_id)
    say(request, _("已重新发起退款。"))
    return see_other(request, "admin.payment", payment_id=made.payment_id)


@router.post("/notices/{event_id}/replay", name="admin.payment.replay")
async def replay(
    request: Request, session: DbSession, viewer: MoneyDesk, event_id: UUID
) -> Response:
    """Deal with a notice once more."""
    await service.replay(session, event_id=event_id)
    _note(request, session, viewer, "notice.replayed", "notice", event_id)
    say(request, _("已重新处理这条通知。"))
    return see_other(request, "admin.payments", view=View.NOTICES.value)


def _note(
    request: Request,
    session: DbSession,
    viewer: Identity,
    action: str,
    kind: str,
    object_id: UUID,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        session,
        actor=actor(request, viewer),
        action=action,
        object_kind=kind,
        object_id=object_id,
        after=after,
    )
