"""Telling people of ours that money or the books need them."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import StaffRole
from marketplace.messages.models import Channel
from marketplace.messages.service import tell

WHO_LOOKS: Final = (StaffRole.FINANCE, StaffRole.OPERATOR)


async def tell_staff(session: AsyncSession, *, what: str, subject: str, link: str) -> None:
    """Everybody in finance and operations hears of it, in the site only.

    Needs: ``what`` is one of those ``templates/messages/money_alarm`` has words for.
    """
    people = [each for role in WHO_LOOKS for each in await accounts.staff_recipients(session, role)]
    for person in {each.account_id: each for each in people}.values():
        await tell(
            session,
            to=person,
            name="money_alarm",
            values={"what": what, "subject": subject},
            link=link,
            about={"kind": "alarm", "id": subject[:64]},
            channels={Channel.IN_SITE},
        )
