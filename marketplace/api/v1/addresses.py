"""A buyer's address book for programs."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from marketplace.accounts.models import Address
from marketplace.accounts.queries import addresses as address_book
from marketplace.accounts.service.addresses import AddressFacts, add_address
from marketplace.api.v1.route import ApiRoute, ApiSession, OrdersBearer
from marketplace.api.v1.shapes import In, Out

router = APIRouter(prefix="/addresses", route_class=ApiRoute, tags=["checkout"])


class AddressIn(In):
    """A place to deliver to; ``division_code`` is the town's, or the county's without towns."""

    recipient: str = Field(min_length=1, max_length=40)
    phone: str = Field(min_length=5, max_length=32)
    division_code: str = Field(pattern=r"^\d{6,12}$")
    detail: str = Field(min_length=1, max_length=120)
    is_default: bool = False


class AddressOut(Out):
    """A place to deliver to."""

    id: UUID
    recipient: str
    phone: str
    division_code: str
    detail: str
    is_default: bool


def shown(address: Address) -> AddressOut:
    """A row as its owner's program sees it."""
    return AddressOut.model_validate(address)


@router.get("", name="api.v1.addresses")
async def addresses(session: ApiSession, bearer: OrdersBearer) -> list[AddressOut]:
    """The address book, the default first."""
    rows = await address_book(session, account_id=bearer.account_id)
    return [
        AddressOut(
            id=row.id,
            recipient=row.recipient,
            phone=row.phone,
            division_code=row.division_code,
            detail=row.detail,
            is_default=row.is_default,
        )
        for row in rows
    ]


@router.post("", status_code=201, name="api.v1.addresses.add")
async def add(session: ApiSession, bearer: OrdersBearer, body: AddressIn) -> AddressOut:
    """Add an address."""
    facts = AddressFacts(**body.model_dump())
    return shown(await add_address(session, account_id=bearer.account_id, facts=facts))
