"""Orders in words: what a state means, what happens next and by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.catalog.states import ReturnPolicy
from marketplace.kit.clock import CHINA
from marketplace.kit.language import LANGUAGES, language, speaking
from marketplace.kit.language import gettext as _
from marketplace.kit.money import format_money
from marketplace.orders.models import DeliveryWay, Order, OrderGroup, OrderLog
from marketplace.orders.service.closing import EXPIRED
from marketplace.orders.states import OrderState


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands: a word, a sentence, a tone and a sign for the page."""

    word: str
    sentence: str
    tone: str
    """``plain``, ``wait``, ``go``, ``good`` or ``bad``."""
    sign: str


def return_policy_words(policy: ReturnPolicy) -> str:
    """The promise about sending things back, word for word. Source: domain rules ORD-3, RET-1."""
    match policy:
        case ReturnPolicy.RETURN_7D:
            return _("支持七日无理由退货")
        case ReturnPolicy.SEALED_7D:
            return _("一次性密封未拆，支持七日无理由退货")
        case ReturnPolicy.FRESH_EXEMPT:
            return _("鲜活易腐，不支持七日无理由退货，质量问题按坏果规则处理")
        case ReturnPolicy.DISPLAY_ONLY:
            return _("仅作展示，不出售")


def return_words(policy: ReturnPolicy) -> dict[str, str]:
    """``return_policy_words`` in every language, for a snapshot."""
    words: dict[str, str] = {}
    for each in LANGUAGES:
        with speaking(each):
            words[each] = return_policy_words(policy)
    return words


def delivery_words(way: DeliveryWay) -> str:
    """Where the buyer wants the parcel put."""
    match way:
        case DeliveryWay.DOOR:
            return _("送货上门")
        case DeliveryWay.STATION:
            return _("放到驿站")
        case DeliveryWay.LOCKER:
            return _("放到快递柜")


def by_when(moment: datetime) -> str:
    """A deadline as people say it: 11月22日 18:00, or 18:00 on 22 Nov."""
    local = moment.astimezone(CHINA)
    if language() == "en":
        return f"{local:%H:%M} on {local.day} {local:%b}"
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def standing(order: Order, group: OrderGroup, now: datetime) -> Standing:
    """What is going on with one vendor's order, and what happens next, by when."""
    match order.state:
        case OrderState.AWAITING_PAYMENT:
            until = by_when(group.pay_before)
            return Standing(
                _("待付款"),
                _("请在 %(until)s 前付款，逾期自动关闭。", until=until),
                "wait",
                "clock",
            )
        case OrderState.AWAITING_SHIPMENT:
            return _packing(order, now)
        case OrderState.PARTLY_SHIPPED:
            return Standing(_("部分发货"), _("一部分已发出，其余商家正在打包。"), "go", "truck")
        case OrderState.SHIPPED:
            assert order.confirm_before is not None
            until = by_when(order.confirm_before)
            sentence = _("全部发出。收到后请确认收货；%(until)s 自动确认。", until=until)
            return Standing(_("待收货"), sentence, "go", "truck")
        case OrderState.COMPLETED:
            return Standing(_("已完成"), _("您已确认收货。"), "good", "ok")
        case OrderState.CANCELLED:
            return _ended(order, group)


def _packing(order: Order, now: datetime) -> Standing:
    due = order.dispatch_before
    assert due is not None
    if now > due:
        sentence = _(
            "商家承诺 %(due)s 前发出，已经超时。您可以取消订单，全额退款。", due=by_when(due)
        )
        return Standing(_("待发货"), sentence, "bad", "clock")
    sentence = _("商家正在打包，最晚 %(due)s 发出。", due=by_when(due))
    return Standing(_("待发货"), sentence, "plain", "box")


def _ended(order: Order, group: OrderGroup) -> Standing:
    if order.cancel_reason == EXPIRED:
        sentence = _("超过付款时间，订单已自动关闭，没有扣款。")
    elif group.paid_at is None:
        sentence = _("付款前已取消，没有扣款。")
    else:
        back = format_money(order.refunded_minor or order.total_minor)
        sentence = _("已取消，%(back)s 原路退回。", back=back)
    return Standing(_("已取消"), sentence, "plain", "close")


def happened(entry: OrderLog, carriers: Mapping[str, str]) -> str:
    """One entry of the log as a sentence; "" for entries that are nobody's business."""
    details: dict[str, Any] = entry.details
    match entry.kind:
        case "placed":
            return _("提交了订单")
        case "paid":
            return _("付款成功，商家开始备货")
        case "revived":
            return _("付款到账，订单恢复，商家开始备货")
        case "expired":
            return _("超过付款时间，订单自动关闭")
        case "cancelled":
            reason = str(details.get("reason") or "")
            return _("订单取消：%(reason)s", reason=reason) if reason else _("订单取消")
        case "shipped":
            carrier = carriers.get(str(details["carrier"]), str(details["carrier"]))
            number = details["waybill"]
            return _("商家已发货：%(carrier)s %(number)s", carrier=carrier, number=number)
        case "received":
            return _("确认收货") if entry.actor_id else _("到期自动确认收货")
        case _:
            return ""
