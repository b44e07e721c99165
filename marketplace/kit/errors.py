"""The one family of errors a person may meet, and nothing about how they are shown."""

from typing import ClassVar


class MarketError(Exception):
    """Something a person asked for cannot be done, and we can say why.

    ``code`` is stable and public; ``message`` is one plain sentence in the reader's language,
    safe to show. ``field`` names the input it belongs beside, if any.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(MarketError):
    """There is no such thing, or it is not yours: both look the same from outside."""

    status = 404
    code = "not_found"


class Conflict(MarketError):
    """The thing has changed since you looked at it, or cannot do that in its present state."""

    status = 409
    code = "conflict"


class TransitionRefused(Conflict):
    """The state table has no such edge."""

    code = "transition_refused"


class Forbidden(MarketError):
    """You are known, and this is not for your role."""

    status = 403
    code = "forbidden"


class LoginRequired(MarketError):
    """This page belongs to somebody; say who you are first."""

    status = 401
    code = "login_required"


class Invalid(MarketError):
    """What was typed cannot be used; ``field`` says where."""

    status = 422
    code = "invalid"


class InvalidFields(Invalid):
    """Several fields need another look; ``fields`` maps each name to its sentence."""

    code = "invalid_fields"

    def __init__(self, message: str, *, fields: dict[str, str]) -> None:
        super().__init__(message, field=next(iter(fields), None))
        self.fields = fields


class TooMany(MarketError):
    """Slow down; ``retry_after`` says for how many seconds."""

    status = 429
    code = "too_many"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(MarketError):
    """Our own house is not in order for the moment; nothing was changed."""

    status = 503
    code = "unavailable"
