"""HTML forms as pydantic models: what was typed is kept, and every fault has a sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar, get_origin

from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails
from starlette.datastructures import FormData, UploadFile

from marketplace.http.csrf import FIELD
from marketplace.kit.errors import InvalidFields, MarketError
from marketplace.kit.language import gettext as _
from marketplace.kit.text import narrowed

_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb]"
)


def clean(text: str) -> str:
    """One form for the same words: NFKC but for the signs of Chinese prose, nothing invisible."""
    return _CONTROL.sub("", narrowed(text.replace("\r\n", "\n"))).strip()


class Form(BaseModel):
    """What a page sends. Unknown fields are refused; empty ones count as not given."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: Any) -> Any:
        if isinstance(given, dict):
            return {key: value for key, value in given.items() if value != ""}  # pyright: ignore[reportUnknownVariableType]
        return given


F = TypeVar("F", bound=Form)


@dataclass(slots=True)
class Submitted(Generic[F]):
    """A form as it came in: ``value`` if it was sound, else ``errors`` by field."""

    typed: dict[str, Any]
    model: F | None = None
    errors: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def value(self) -> F:
        """The parsed form. Needs: no errors."""
        assert self.model is not None
        return self.model

    def refuse(self, error: MarketError) -> None:
        """Put a service's refusal beside the field it is about (or at the top: key ``""``)."""
        if isinstance(error, InvalidFields):
            self.errors.update(error.fields)
        else:
            self.errors[error.field or ""] = error.message


async def read_form(request: Request, model: type[F]) -> Submitted[F]:
    """Parse the request's form into ``model``; uploads are passed through as they are."""
    return parse_form(await request.form(), model)


def parse_form(form: FormData, model: type[F]) -> Submitted[F]:
    """Parse ``form``; a field whose type is a list gathers every value of its name."""
    typed: dict[str, Any] = {}
    for key in form:
        if key == FIELD:
            continue
        wants_list = key in model.model_fields and _is_list(model.model_fields[key].annotation)
        values = [clean(each) if isinstance(each, str) else each for each in form.getlist(key)]
        kept = [each for each in values if not (isinstance(each, UploadFile) and not each.filename)]
        if wants_list:
            typed[key] = [each for each in kept if each != ""]
        elif kept:
            typed[key] = kept[-1]
    return check(typed, model)


def check(typed: Mapping[str, Any], model: type[F]) -> Submitted[F]:
    """As ``parse_form``, over values that were typed earlier, such as a stored draft."""
    try:
        return Submitted(dict(typed), model.model_validate(dict(typed)))
    except ValidationError as refusal:
        errors: dict[str, str] = {}
        for fault in refusal.errors():
            name = str(fault["loc"][0]) if fault["loc"] else ""
            errors.setdefault(name, sentence(fault, _label(model, name)))
        return Submitted(dict(typed), None, errors)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) in {list, set, tuple, frozenset}


def _label(model: type[BaseModel], name: str) -> str:
    info = model.model_fields.get(name)
    return _(info.title) if info and info.title else name


def sentence(fault: ErrorDetails, label: str) -> str:
    """A pydantic fault in words: what to do, not what is wrong with it."""
    context = fault.get("ctx", {})
    kind = fault["type"]
    if kind == "value_error":
        cause = context.get("error")
        return cause.message if isinstance(cause, MarketError) else str(cause)
    bounds = _bound_sentence(kind, context, label)
    if bounds:
        return bounds
    if kind == "missing":
        return _("请填写%(label)s。", label=label)
    if kind in {"int_parsing", "int_from_float", "int_type", "int_parsing_size"}:
        return _("%(label)s请填写整数。", label=label)
    if kind in {"enum", "literal_error", "bool_parsing", "uuid_parsing", "list_type"}:
        return _("请选择%(label)s。", label=label)
    if kind.startswith("date"):
        return _("%(label)s请填写日期，如 2026-11-20。", label=label)
    return _("请核对%(label)s。", label=label)


def _bound_sentence(kind: str, context: dict[str, Any], label: str) -> str | None:
    """What to do about something too long, too short, too large or too small."""
    if kind in {"string_too_long", "too_long"}:
        most = context.get("max_length")
        return _("%(label)s最多 %(most)s 个字。", label=label, most=most)
    if kind in {"string_too_short", "too_short"}:
        least = context.get("min_length")
        return _("%(label)s至少 %(least)s 个字。", label=label, least=least)
    if kind in {"less_than_equal", "less_than"}:
        most = context.get("le", context.get("lt"))
        return _("%(label)s不能大于 %(most)s。", label=label, most=most)
    if kind in {"greater_than_equal", "greater_than"}:
        least = context.get("ge", context.get("gt"))
        return _("%(label)s不能小于 %(least)s。", label=label, least=least)
    return None
