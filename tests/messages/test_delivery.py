import asyncio
from email import message_from_bytes
from email.policy import default

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.infra.jobs import RETRIES, Work
from marketplace.kit.errors import NotFound
from marketplace.messages import queries, service
from marketplace.messages.errors import NotResendable
from marketplace.messages.gateways import (
    CarrierUnavailable,
    KeptEmail,
    KeptSms,
    Letter,
    Outcome,
    Refused,
    Senders,
    Sent,
)
from marketplace.messages.gateways.smtp import SmtpSender
from marketplace.messages.jobs import deliver
from marketplace.messages.models import Channel, DeliveryState, Message
from marketplace.messages.recipient import Recipient
from marketplace.messages.service import tell
from tests.support.accounts import make_account

VALUES = {"code": "123456", "minutes": 10}


class Carrier:
    """An ``SmsSender`` that answers what it is told to, and remembers what it was given."""

    def __init__(self, *answers: Outcome | Exception) -> None:
        self.answers = list(answers)
        self.given: list[tuple[str, str, str]] = []

    async def send(self, phone: str, text: str, *, key: str) -> Outcome:
        self.given.append((phone, text, key))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def queued(sessions: async_sessionmaker[AsyncSession]) -> Message:
    async with sessions.begin() as session:
        to = Recipient(account_id=None, phone="+8613900000001")
        return (await tell(session, to=to, name="one_time_code", values=VALUES))[0]


def work(
    sessions: async_sessionmaker[AsyncSession], sms: Carrier | KeptSms, *, attempt: int = 1
) -> Work:
    return Work(sessions, {Senders: Senders(sms=sms, email=KeptEmail())}, attempt)


async def test_every_way_a_person_can_be_reached_gets_its_words(session: AsyncSession) -> None:
    account = await make_account(session)
    to = Recipient(account.id, "王小明", "en", "+8613900000001", "a@example.cn")

    made = await tell(
        session, to=to, name="one_time_code", values=VALUES, link="/account",
        about={"kind": "account", "id": str(account.id)},
    )  # fmt: skip

    ways = {each.channel: each for each in made}
    assert set(ways) == set(Channel)
    assert ways[Channel.IN_SITE].state is DeliveryState.SENT
    assert ways[Channel.SMS].state is DeliveryState.QUEUED
    assert ways[Channel.SMS].recipient == "+8613900000001"
    assert ways[Channel.EMAIL].subject == "County Pavilion code: 123456"
    assert ways[Channel.EMAIL].html
    jobs = await session.scalars(
        sa.text(
            "SELECT args->>'message_id' FROM procrastinate_jobs WHERE task_name LIKE 'messages%'"
        )
    )
    assert set(jobs) == {str(ways[Channel.SMS].id), str(ways[Channel.EMAIL].id)}


async def test_the_outbox_is_sealed(session: AsyncSession) -> None:
    to = Recipient(account_id=None, phone="+8613900000001")
    await tell(session, to=to, name="one_time_code", values=VALUES)

    stored = (await session.execute(sa.text("SELECT recipient, body FROM messages"))).one()

    assert "139" not in stored.recipient
    assert "123456" not in stored.body


async def test_a_carrier_takes_a_message_once(
    committed: async_sessionmaker[AsyncSession],
) -> None:
    message = await queued(committed)
    carrier = Carrier(Sent("ref-1"))

    await deliver(work(committed, carrier), str(message.id))
    await deliver(work(committed, carrier), str(message.id))

    assert [(phone, key) for phone, _text, key in carrier.given] == [
        ("+8613900000001", str(message.id))
    ]
    async with committed() as session:
        row = await session.get_one(Message, message.id)
        assert (row.state, row.provider_ref, row.attempts) == (DeliveryState.SENT, "ref-1", 1)


async def test_without_a_carrier_the_message_is_kept(
    committed: async_sessionmaker[AsyncSession],
) -> None:
    message = await queued(committed)

    await deliver(work(committed, KeptSms()), str(message.id))

    async with committed() as session:
        assert (await session.get_one(Message, message.id)).state is DeliveryState.KEPT


async def test_an_unknown_outcome_is_tried_again_and_the_last_try_fails(
    committed: async_sessionmaker[AsyncSession],
) -> None:
    message = await queued(committed)
    carrier = Carrier(CarrierUnavailable("slow"), CarrierUnavailable("slow"))

    with pytest.raises(CarrierUnavailable):
        await deliver(work(committed, carrier), str(message.id))
    async with committed() as session:
        assert (await session.get_one(Message, message.id)).state is DeliveryState.QUEUED

    last = RETRIES.max_attempts
    assert last
    await deliver(work(committed, carrier, attempt=last), str(message.id))
    async with committed() as session:
        row = await session.get_one(Message, message.id)
        assert (row.state, row.error) == (DeliveryState.FAILED, "slow")


async def test_only_a_failed_message_is_sent_again(
    committed: async_sessionmaker[AsyncSession],
) -> None:
    message = await queued(committed)
    with pytest.raises(NotResendable):
        async with committed.begin() as session:
            await service.send_again(session, message_id=message.id)
    await deliver(work(committed, Carrier(Refused("no such number"))), str(message.id))

    async with committed.begin() as session:
        await service.send_again(session, message_id=message.id)
    await deliver(work(committed, Carrier(Sent())), str(message.id))

    async with committed() as session:
        assert (await session.get_one(Message, message.id)).state is DeliveryState.SENT


async def test_an_inbox_counts_and_opens_only_its_own(session: AsyncSession) -> None:
    mine = await make_account(session)
    other = await make_account(session)
    for account in (mine, mine, other):
        await tell(session, to=Recipient(account.id), name="one_time_code", values=VALUES)

    assert await queries.unread_count(session, mine.id) == 2
    page = await queries.inbox(session, account_id=mine.id, size=1)
    assert page.next
    rest = await queries.inbox(session, account_id=mine.id, size=1, after=page.next)
    assert rest.next is None
    with pytest.raises(NotFound):
        await service.open_message(session, account_id=other.id, message_id=page.items[0].id)

    await service.open_message(session, account_id=mine.id, message_id=page.items[0].id)
    await session.flush()
    assert await queries.unread_count(session, mine.id) == 1
    await service.read_all(session, account_id=mine.id)
    assert await queries.unread_count(session, mine.id) == 0
    assert await queries.unread_count(session, other.id) == 1


class MailServer:
    """As much of SMTP as it takes to receive one letter."""

    def __init__(self, refusal: bytes = b"") -> None:
        self.refusal = refusal
        self.received = b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                self.received = await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 taken\r\n")
            elif verb == b"RCPT" and self.refusal:
                writer.write(self.refusal)
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 test\r\n")
        writer.close()


async def posted(server: MailServer) -> Outcome:
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    sender = SmtpSender.from_url(f"smtp://127.0.0.1:{port}?from=shop@example.cn")
    async with listening:
        letter = Letter("li@example.cn", "验证码：123456", "您好", "<p>您好</p>")
        return await sender.send(letter, key="0190")


async def test_a_letter_reaches_the_mail_server_whole() -> None:
    server = MailServer()

    assert await posted(server) == Sent("0190")

    mail = message_from_bytes(server.received, policy=default)
    assert mail["Subject"] == "验证码：123456"
    assert mail["Message-ID"] == "<0190@example.cn>"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


async def test_a_refused_mailbox_is_final_and_a_busy_one_is_not() -> None:
    assert await posted(MailServer(b"550 no such box\r\n")) == Refused("550 no such box")
    with pytest.raises(CarrierUnavailable):
        await posted(MailServer(b"450 greylisted\r\n"))


async def test_a_mail_server_that_is_away_is_an_unknown_outcome() -> None:
    sender = SmtpSender.from_url("smtp://127.0.0.1:9?from=shop@example.cn")

    with pytest.raises(CarrierUnavailable):
        await sender.send(Letter("a@b.cn", "s", "t", None), key="k")


@pytest.mark.parametrize("url", ["smtp://host", "http://a@b.cn@host", "smtp://?from=a@b.cn", ""])
async def test_a_mail_address_that_names_no_server_is_refused_at_start(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        SmtpSender.from_url(url)
