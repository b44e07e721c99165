"""Entering a parcel: courier, waybill, what is inside."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.http.csrf import FIELD
from marketplace.http.flash import say
from marketplace.http.forms import Submitted, clean
from marketplace.http.identity import PRIVATE, VendorDesk
from marketplace.http.pages import page, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Conflict, Invalid, MarketError, NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.waybills import (
    CarrierPattern,
    guess_carriers,
    parse_waybill,
    waybill_warning,
)
from marketplace.orders import queries
from marketplace.orders import service as orders
from marketplace.orders.models import Order
from marketplace.settings import Settings
from marketplace.shipping.models import Carrier
from marketplace.shipping.queries import carriers
from marketplace.web.vendor.order_views import carrier_options, left
from marketplace.web.vendor.orders import order_page

router = APIRouter(prefix="/vendor", dependencies=[*PRIVATE])

LINE: Final = "line-"
MOST_PIECES: Final = 999


def likely_carrier(number: str, found: list[Carrier], usual: str) -> str:
    """Whose number this is: the courier already chosen if it fits, else the likeliest; "" for none.

    Needs: ``number`` from ``parse_waybill``.
    """
    patterns = [CarrierPattern(c.code, c.waybill_pattern, c.is_active) for c in found]
    # A pattern that takes letters and digits anywhere fits everything and tells nothing.
    fitting = [
        guess.code
        for guess in guess_carriers(number, patterns)
        if guess.breadth <= len(number) * 3 // 2
    ]
    return usual if usual in fitting else next(iter(fitting), "")


@router.get("/carriers", name="vendor.carrier")
async def guess(
    request: Request,
    session: DbSession,
    person: VendorDesk,  # noqa: ARG001  # a vendor's people only
    waybill_no: Annotated[str, Query(max_length=100)] = "",
    carrier_code: Annotated[str, Query(max_length=16)] = "",
) -> Response:
    """The courier field again, with the likely courier of a waybill chosen."""
    found = await carriers(session)
    chosen, hint = carrier_code, ""
    try:
        number = parse_waybill(waybill_no)
    except Invalid:
        number = ""
    likely = likely_carrier(number, found, carrier_code) if number else ""
    if likely and likely != carrier_code:
        chosen, hint = likely, _("按单号选的，请对照面单核对。")
    return page(
        request,
        "vendor/orders/_carrier.html",
        carriers=carrier_options(found),
        chosen=chosen,
        hint=hint,
        error="",
    )


class _Parcel:
    """What the form says, read without trusting any of it."""

    def __init__(self, typed: dict[str, Any]) -> None:
        self.typed = typed
        self.errors: dict[str, str] = {}
        self.carrier_code = str(typed.get("carrier_code", ""))
        self.sure_of = str(typed.get("sure_of", ""))
        self.number = ""
        self.lines: dict[UUID, int] = {}
        self.warning = ""

    @property
    def key(self) -> str:
        """Names what the vendor is asked to be sure of."""
        return f"{self.carrier_code}:{self.number}"

    def refuse(self, error: MarketError) -> None:
        """Put ``error`` beside its field."""
        kept = Submitted[Any](self.typed)
        kept.refuse(error)
        self.errors.update(kept.errors)


async def _read(request: Request, order: Order) -> _Parcel:
    """Needs: the order's lines loaded. A line that is not mentioned is packed as a whole."""
    form = await request.form()
    typed = {
        key: clean(value) for key, value in form.items() if isinstance(value, str) and key != FIELD
    }
    parcel = _Parcel(typed)
    try:
        parcel.number = parse_waybill(str(typed.get("waybill_no", "")), field="waybill_no")
    except Invalid as refusal:
        parcel.refuse(refusal)
    for line in order.lines:
        name = f"{LINE}{line.id}"
        said = str(typed.get(name, left(line)) or 0)
        if not (said.isascii() and said.isdigit()) or int(said[:6]) > MOST_PIECES:
            parcel.errors[name] = _("件数请填 0 到 %(most)d 的整数。", most=MOST_PIECES)
            continue
        parcel.lines[line.id] = int(said)
    waiting = [line for line in order.lines if left(line)]
    if waiting and not parcel.errors and not any(parcel.lines.values()):
        parcel.errors[f"{LINE}{waiting[0].id}"] = _("这个包裹里至少要有一件。")
    return parcel


def _doubt(parcel: _Parcel, found: list[Carrier]) -> None:
    """Choose the courier where none was chosen, and ask once more where something is odd."""
    chosen = next((each for each in found if each.code == parcel.carrier_code), None)
    if chosen is None:
        likely = likely_carrier(parcel.number, found, "")
        if parcel.carrier_code or not likely:
            parcel.errors["carrier_code"] = _("请选择快递公司。")
            return
        parcel.carrier_code = parcel.typed["carrier_code"] = likely
        parcel.warning = _("已按单号选好快递公司，请对照面单核对；没错就再按一次确认。")
        return
    pattern = CarrierPattern(chosen.code, chosen.waybill_pattern, chosen.is_active)
    odd = waybill_warning(parcel.number, pattern)
    if odd and parcel.sure_of != parcel.key:
        likely = likely_carrier(parcel.number, found, "")
        name = dict(carrier_options(found)).get(likely)
        parcel.warning = odd + (_("按单号看，像是%(name)s。", name=name) if name else "")


@router.post("/orders/{order_id}/parcels", name="vendor.orders.ship")
async def ship(
    request: Request, session: DbSession, person: VendorDesk, order_id: UUID
) -> Response:
    """Enter one parcel. The same waybill twice is one parcel; an odd one is asked about once."""
    order = await queries.vendor_order(session, vendor_id=person.vendor_id, order_id=order_id)
    parcel = await _read(request, order)
    if not parcel.errors:
        _doubt(parcel, await carriers(session))
    status = 422
    if not parcel.errors and not parcel.warning:
        try:
            async with session.begin_nested():
                return await _shipped(request, session, person.vendor_id, person.account_id,
                                      order_id, parcel)  # fmt: skip
        except NotFound:
            raise
        except MarketError as refusal:
            status = 409 if isinstance(refusal, Conflict) else 422
            parcel.refuse(refusal)
    return await order_page(
        request,
        session,
        person,
        order_id,
        status=status,
        typed=parcel.typed,
        errors=parcel.errors,
        warning=parcel.warning,
        sure_of=parcel.key if parcel.warning else "",
    )


async def _shipped(
    request: Request,
    session: AsyncSession,
    vendor_id: UUID,
    account_id: UUID,
    order_id: UUID,
    parcel: _Parcel,
) -> Response:
    settings: Settings = request.app.state.settings
    shipped = await orders.ship(
        session,
        order_id=order_id,
        vendor_id=vendor_id,
        carrier_code=parcel.carrier_code,
        waybill_no=parcel.number,
        lines=parcel.lines,
        actor_id=account_id,
        now=utcnow(),
        auto_confirm_days=settings.auto_confirm_days,
    )
    if shipped.is_new:
        say(request, _("包裹 %(number)s 已登记，已告知买家。", number=parcel.number))
    else:
        say(request, _("单号 %(number)s 已经登记过，没有重复发货。", number=parcel.number), "info")
    return see_other(request, "vendor.order", order_id=order_id)
