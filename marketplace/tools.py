"""The outside things an installation uses, built once from its settings: storage, providers."""

from marketplace.infra.storage import Storage, open_storage
from marketplace.messages.gateways import KeptEmail, KeptSms, Senders
from marketplace.messages.gateways.smtp import SmtpSender
from marketplace.settings import Settings


def build_tools(settings: Settings) -> dict[type, object]:
    """Every tool by its type; jobs and routes look them up there."""
    tools: list[object] = [senders(settings), storage(settings)]
    return {type(tool): tool for tool in tools}


def senders(settings: Settings) -> Senders:
    """The carriers of messages; without a mail server letters stay in the outbox."""
    email = SmtpSender.from_url(settings.smtp_url) if settings.smtp_url else KeptEmail()
    return Senders(sms=KeptSms(), email=email)


def storage(settings: Settings) -> Storage:
    """Where files lie: under ``data_dir``, or in a bucket."""
    return open_storage(
        url=settings.storage_url,
        endpoint=settings.storage_endpoint,
        folder=settings.data_dir / "files",
    )
