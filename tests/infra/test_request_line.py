"""The line each request writes: like the others, on one line, with nothing to read in it."""

import json
import logging

import structlog

from marketplace.infra.logging import RequestLine, log_request, redact

HOSTILE = "/search/\n2026-01-01 [error] forged 13800138000"


def test_a_request_line_is_the_object_that_the_processors_would_have_written():
    line = RequestLine("01a1", "GET", "/products/7", 200, 1.5)

    said = json.loads(line.written(for_people=False))

    assert said.pop("timestamp").endswith("Z")
    assert said == {
        "event": "request", "level": "info", "logger": "marketplace.access", "method": "GET",
        "ms": 1.5, "path": "/products/7", "request_id": "01a1", "status": 200,
    }  # fmt: skip


def test_a_request_line_for_people_looks_like_the_renderers():
    line = RequestLine("01a1", "GET", "/products/7", 200, 1.5).written(for_people=True)

    event = {
        "timestamp": line.split(" ", 1)[0], "level": "info", "event": "request",
        "logger": "marketplace.access", "method": "GET", "ms": 1.5, "path": "/products/7",
        "request_id": "01a1", "status": 200,
    }  # fmt: skip
    rendered = structlog.dev.ConsoleRenderer(colors=False)(None, "info", redact(None, "", event))
    assert line == rendered


def test_what_somebody_puts_into_a_path_stays_on_its_line_and_unreadable():
    for for_people in (True, False):
        line = RequestLine("01a1", "GET", HOSTILE, 404, 0.2).written(for_people=for_people)

        assert "\n" not in line
        assert "13800138000" not in line


def test_request_lines_reach_whatever_handlers_there_are():
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(self.format(record))

    root, ear = logging.getLogger(), Ear(logging.INFO)
    before = root.level
    root.addHandler(ear)
    root.setLevel(logging.INFO)
    try:
        log_request(RequestLine("01a1", "GET", "/", 200, 0.1))
        root.setLevel(logging.WARNING)
        log_request(RequestLine("01a2", "GET", "/", 200, 0.1))
    finally:
        root.removeHandler(ear)
        root.setLevel(before)

    assert [json.loads(line)["request_id"] for line in heard] == ["01a1"]
