"""Writing a purchase down: the group, its orders, its lines, and the pieces set aside for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.states import ReturnPolicy
from marketplace.kit.ids import readable_number, uuid7
from marketplace.kit.money import share_bps
from marketplace.orders.models import DeliveryWay, Order, OrderGroup, OrderLine, OrderLog
from marketplace.orders.states import OrderState
from marketplace.stock.service import reserve


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """One variant as it was offered at this moment."""

    product_id: UUID
    variant_id: UUID
    title_zh: str
    title_en: str
    variant_zh: str
    variant_en: str
    unit_price_minor: int
    quantity: int
    net_grams: int
    gross_grams: int
    return_policy: ReturnPolicy
    exemption_confirmed_at: datetime | None
    dispatch_hours: int
    snapshot: dict[str, Any]

    @property
    def total_minor(self) -> int:
        """Price of all its pieces."""
        return self.unit_price_minor * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """What one vendor is to send."""

    vendor_id: UUID
    vendor_name_zh: str
    vendor_name_en: str
    freight_minor: int
    buyer_note: str
    lines: Sequence[LineDraft]

    @property
    def goods_minor(self) -> int:
        """The lines' sum, without freight."""
        return sum(line.total_minor for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDraft:
    """A purchase that is about to be made."""

    account_id: UUID
    idempotency_key: str
    recipient: str
    phone: str
    division_code: str
    region: str
    address: str
    delivery_way: DeliveryWay
    language: str
    placed_at: datetime
    pay_before: datetime
    commission_bps: int
    orders: Sequence[OrderDraft]
    details: dict[str, Any] = field(default_factory=dict[str, Any])
    """For the log: versions of the agreements, confirmations given."""


async def place(session: AsyncSession, draft: GroupDraft) -> UUID | None:
    """Write ``draft`` down and set its pieces aside; the new group's id.

    None when this account has used the key before: then nothing was written. Two that come at
    once wait for one another at the key, and the later gets None.

    Locks: the key's index entry, then the stock rows by id ascending.
    Raises: OutOfStock (undo everything), ValueError when there is nothing to order.
    """
    if not draft.orders or any(not order.lines for order in draft.orders):
        raise ValueError("an order without lines")
    group_id, connection = uuid7(), await session.connection()
    group = _group_row(draft, group_id)
    taken = upsert(OrderGroup).on_conflict_do_nothing(
        index_elements=["account_id", "idempotency_key"]
    )
    made = await connection.execute(taken.returning(OrderGroup.id), group)
    if made.scalar_one_or_none() is None:
        return None
    orders: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for at, order in enumerate(draft.orders, start=1):
        row, its_lines = _order_rows(draft, order, group_id, f"{group['number']}-{at}")
        orders.append(row)
        lines.extend(its_lines)
    log = [
        {"group_id": group_id, "order_id": row["id"], "kind": "placed",
         "actor_id": draft.account_id, "details": draft.details}
        for row in orders
    ]  # fmt: skip
    await connection.execute(insert(Order), orders)
    await connection.execute(insert(OrderLine), lines)
    await connection.execute(insert(OrderLog), log)
    wanted: dict[UUID, int] = {}
    for line in lines:
        wanted[line["variant_id"]] = wanted.get(line["variant_id"], 0) + line["quantity"]
    order_of = {line["variant_id"]: line["order_id"] for line in lines}
    await reserve(session, wanted=wanted, order_of=order_of)
    return group_id


def _group_row(draft: GroupDraft, group_id: UUID) -> dict[str, Any]:
    goods = sum(order.goods_minor for order in draft.orders)
    freight = sum(order.freight_minor for order in draft.orders)
    return {
        "id": group_id,
        "number": readable_number("P", draft.placed_at),
        "account_id": draft.account_id,
        "idempotency_key": draft.idempotency_key,
        "goods_minor": goods,
        "freight_minor": freight,
        "total_minor": goods + freight,
        "recipient": draft.recipient,
        "phone": draft.phone,
        "division_code": draft.division_code,
        "region": draft.region,
        "address": draft.address,
        "delivery_way": draft.delivery_way,
        "language": draft.language,
        "placed_at": draft.placed_at,
        "pay_before": draft.pay_before,
    }


def _order_rows(
    draft: GroupDraft, order: OrderDraft, group_id: UUID, number: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    order_id = uuid7()
    lines: list[dict[str, Any]] = [
        {
            "id": uuid7(),
            "order_id": order_id,
            "vendor_id": order.vendor_id,
            "product_id": line.product_id,
            "variant_id": line.variant_id,
            "position": at,
            "title_zh": line.title_zh,
            "title_en": line.title_en,
            "variant_zh": line.variant_zh,
            "variant_en": line.variant_en,
            "unit_price_minor": line.unit_price_minor,
            "quantity": line.quantity,
            "total_minor": line.total_minor,
            "net_grams": line.net_grams,
            "gross_grams": line.gross_grams,
            "return_policy": line.return_policy,
            "exemption_confirmed_at": line.exemption_confirmed_at,
            "dispatch_hours": line.dispatch_hours,
            "commission_bps": draft.commission_bps,
            "commission_minor": share_bps(line.total_minor, draft.commission_bps),
            "snapshot": line.snapshot,
        }
        for at, line in enumerate(order.lines, start=1)
    ]
    row: dict[str, Any] = {
        "id": order_id,
        "group_id": group_id,
        "vendor_id": order.vendor_id,
        "number": number,
        "state": OrderState.AWAITING_PAYMENT,
        "vendor_name_zh": order.vendor_name_zh,
        "vendor_name_en": order.vendor_name_en,
        "goods_minor": order.goods_minor,
        "freight_minor": order.freight_minor,
        "total_minor": order.goods_minor + order.freight_minor,
        "commission_minor": sum(line["commission_minor"] for line in lines),
        "buyer_note": order.buyer_note,
        "placed_at": draft.placed_at,
    }
    return row, lines
