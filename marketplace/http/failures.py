"""One handler for everything that goes wrong, with three faces: JSON, a fragment, a page."""

from typing import Any
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from marketplace.http.csrf import FIELD, TokenMissing, cookie_name, token_for
from marketplace.http.identity import ConfirmationRequired
from marketplace.http.pages import is_htmx, page, path_for
from marketplace.kit import ids
from marketplace.kit.errors import (
    Invalid,
    InvalidFields,
    LoginRequired,
    MarketError,
    NotFound,
    TooMany,
    Unavailable,
)
from marketplace.kit.language import gettext as _

log = structlog.get_logger(__name__)


def is_api(request: Request) -> bool:
    """Whether the caller is a program."""
    return request.url.path.startswith("/api/")


def problem(error: MarketError, request: Request) -> JSONResponse:
    """``error`` for a program. Source: RFC 9457."""
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": error.message,
        "status": error.status,
        "code": error.code,
        "request_id": request.state.request_id,
    }
    if error.field:
        body["field"] = error.field
    if isinstance(error, InvalidFields):
        body["fields"] = error.fields
    headers = {"retry-after": str(error.retry_after)} if isinstance(error, TooMany) else {}
    return JSONResponse(body, error.status, headers, media_type="application/problem+json")


async def show_failure(request: Request, error: Exception) -> Response:
    """A refusal we foresaw."""
    assert isinstance(error, MarketError)
    if is_api(request):
        return problem(error, request)
    if isinstance(error, LoginRequired) and not is_htmx(request):
        return _to_login(request, error)
    if isinstance(error, TokenMissing) and not is_htmx(request):
        return await _once_more(request, error)
    if is_htmx(request):
        partial = page(
            request, "components/_flash.html", status=error.status, kind="error", text=error.message
        )
        partial.headers["HX-Retarget"] = "#flash"
        partial.headers["HX-Reswap"] = "innerHTML"
        return partial
    answer = page(
        request,
        "errors/error.html",
        status=error.status,
        error=error,
        reference="",
    )
    if isinstance(error, TooMany):
        answer.headers["retry-after"] = str(error.retry_after)
    return answer


def _to_login(request: Request, error: LoginRequired) -> Response:
    """Sign in, or confirm, and come back: to the page asked for, or the one a form stood on."""
    if request.method == "GET":
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        came_from = urlsplit(request.headers.get("referer", ""))
        is_ours = came_from.netloc == request.headers.get("host")
        back = came_from.path if is_ours else ""
    is_stale = isinstance(error, ConfirmationRequired)
    route = "account.confirm" if is_stale else "account.login"
    return RedirectResponse(path_for(request, route, next=back or None), status_code=303)


async def _once_more(request: Request, error: TokenMissing) -> Response:
    """The same form again, this time with a token: nothing typed is lost, nothing was done."""
    form = await request.form()
    fields = [
        (key, value)
        for key, value in form.multi_items()
        if key != FIELD and not isinstance(value, UploadFile) and not _is_secret(key)
    ]
    session = request.cookies.get(cookie_name(request.app.state.settings, "session"))
    visitor = request.cookies.get(cookie_name(request.app.state.settings, "visitor"))
    if not session and not visitor:
        visitor = ids.token()
        request.state.new_visitor = visitor
    request.state.csrf_token = token_for(session or visitor or "")
    return page(request, "errors/once_more.html", status=403, error=error, fields=fields)


def _is_secret(field: str) -> bool:
    """What is typed but never shown again: the form proper asks for it once more.

    One-time codes are named ``code``; ``division_code`` and its like are nobody's secret.
    """
    return field == "code" or any(word in field for word in ("password", "account_no", "holder"))


async def show_http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: unknown paths and methods."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return await show_failure(
            request, NotFound(_("没有找到这个页面。它可能已经搬走，或者您没有权限查看。"))
        )
    known = MarketError(_("这个请求的方式不对，没有执行。"))
    answer = await show_failure(request, known)
    answer.status_code = error.status_code
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


async def show_invalid(request: Request, error: Exception) -> Response:
    """Input that did not even parse: a malformed id in a path is simply not found."""
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    if any(fault["loc"][0] == "path" for fault in faults):
        return await show_failure(request, NotFound(_("没有找到这个页面。")))
    fields = {".".join(str(part) for part in fault["loc"][1:]): fault["msg"] for fault in faults}
    return await show_failure(
        request, InvalidFields(_("有 %(n)d 处需要修改。", n=len(fields)), fields=fields)
    )


async def show_crash(request: Request, error: Exception) -> Response:
    """The last resort: a reference number for the reader, the rest for the log."""
    reference: str = request.state.request_id
    if isinstance(error, (OperationalError, PoolTimeout)) or _is_busy(error):
        log.warning("database.unavailable", reason=str(getattr(error, "orig", error)))
        return await show_failure(
            request, Unavailable(_("系统正忙，没有保存。请过一会儿再试一次。"))
        )
    if isinstance(error, DataError):
        # A NUL in a text, a number beyond its column: odd input, not a fault of ours.
        log.info("database.refused_value", reason=str(getattr(error, "orig", "")))
        return await show_failure(
            request, Invalid(_("填写的内容里有不能保存的字符或数字，请改一改再试。"))
        )
    log.error("crash", reference=reference, exc_info=error)
    if is_api(request):
        body = {
            "type": "/problems/internal",
            "title": _("系统出错了，没有保存。"),
            "status": 500,
            "code": "internal",
            "request_id": reference,
        }
        return JSONResponse(body, 500, media_type="application/problem+json")
    sorry = MarketError(_("系统出错了，没有保存。请稍后再试；如果一直这样，请把编号告诉我们。"))
    return page(request, "errors/error.html", status=500, error=sorry, reference=reference)


def _is_busy(error: Exception) -> bool:
    """Lock and statement time-outs, deadlocks, a full disk: try again, nothing was done."""
    code = getattr(getattr(error, "orig", None), "sqlstate", None)
    return isinstance(error, DBAPIError) and code in {
        "55P03", "57014", "40P01", "40001", "53100", "53200", "53300", "57P01", "57P03",
    }  # fmt: skip


def install(app: FastAPI) -> None:
    """Give ``app`` its faces for failures."""
    app.add_exception_handler(MarketError, show_failure)
    app.add_exception_handler(HTTPException, show_http)
    app.add_exception_handler(RequestValidationError, show_invalid)
    app.add_exception_handler(DBAPIError, show_crash)
    app.add_exception_handler(PoolTimeout, show_crash)
