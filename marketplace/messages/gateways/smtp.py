"""``EmailSender`` over SMTP; the one module that speaks to a mail server."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from typing import Final, Self
from urllib.parse import parse_qs, unquote, urlsplit

from marketplace.messages.gateways import CarrierUnavailable, Letter, Outcome, Refused, Sent

TIMEOUT_SECONDS: Final = 15


class SmtpSender:
    """Letters by a mail server: ``smtp://user:password@host:587?from=shop@example.cn``.

    ``smtps://`` speaks TLS from the first byte; ``smtp://`` changes to TLS where the server
    offers it, and always before a password.
    Source: RFC 5321, RFC 8314.
    """

    def __init__(
        self, host: str, port: int, *, sender: str, user: str, password: str, is_tls: bool
    ) -> None:
        self._host, self._port, self._sender = host, port, sender
        self._user, self._password, self._is_tls = user, password, is_tls

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Raises: ValueError, when ``url`` names no server or no sender."""
        parts = urlsplit(url)
        is_tls = parts.scheme == "smtps"
        sender = parse_qs(parts.query).get("from", [unquote(parts.username or "")])[0]
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or "@" not in sender:
            raise ValueError("SMTP_URL looks like smtp://user:password@host:587?from=a@b.cn")
        return cls(
            parts.hostname,
            parts.port or (465 if is_tls else 587),
            sender=sender,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            is_tls=is_tls,
        )

    async def send(self, letter: Letter, *, key: str) -> Outcome:
        """Send ``letter``. Same ``key``, same Message-ID, so that a mailbox can drop a repeat.

        Raises: CarrierUnavailable.
        """
        try:
            await asyncio.to_thread(self._hand_over, self._composed(letter, key))
        except smtplib.SMTPRecipientsRefused as refusal:
            code, reason = next(iter(refusal.recipients.values()))
            if code < 500:
                raise CarrierUnavailable(f"{code}") from refusal
            return Refused(f"{code} {reason.decode(errors='replace')[:200]}")
        except (OSError, smtplib.SMTPException) as trouble:
            raise CarrierUnavailable(f"{type(trouble).__name__}: {trouble}") from trouble
        return Sent(key)

    def _composed(self, letter: Letter, key: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self._sender
        mail["To"] = letter.to
        mail["Subject"] = letter.subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{key}@{self._sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.text)
        if letter.html:
            mail.add_alternative(letter.html, subtype="html")
        return mail

    def _hand_over(self, mail: EmailMessage) -> None:
        context = ssl.create_default_context()
        opened = (
            smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_SECONDS, context=context)
            if self._is_tls
            else smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
        )
        with opened as server:
            if not self._is_tls:
                server.ehlo()
                if self._password or server.has_extn("starttls"):
                    server.starttls(context=context)
            if self._password:
                server.login(self._user, self._password)
            server.send_message(mail)
