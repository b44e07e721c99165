"""The outside things an installation uses, built once from its settings: storage, providers."""

from marketplace.infra.storage import Storage, open_storage
from marketplace.messages.gateways import KeptEmail, KeptSms, Senders
from marketplace.messages.gateways.smtp import SmtpSender
from marketplace.payments.gateways.stripe import gateway_from_settings
from marketplace.payments.providers import Gateways
from marketplace.settings import Settings


def build_tools(settings: Settings) -> dict[type, object]:
    """Every tool by its type; jobs and routes look them up there."""
    tools: list[object] = [senders(settings), storage(settings), gateways(settings)]
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


def gateways(settings: Settings) -> Gateways:
    """Where payments go: Stripe's API, spoken by Stripe itself or by our sandbox."""
    key = settings.psp_api_key.get_secret_value()
    stripe = gateway_from_settings(
        api_key=key,
        webhook_secrets=[secret.get_secret_value() for secret in settings.psp_webhook_secrets],
        base_url=settings.psp_base_url,
        time_limit=settings.psp_timeout_seconds,
    )
    # Test keys cannot move money, so a test card may stand in for a real one.
    practice_card = "pm_card_authenticationRequired" if "_test_" in key else None
    return Gateways(stripe, practice_card=practice_card)
