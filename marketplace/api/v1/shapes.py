"""What all schemas stand on: inputs refuse what they do not know, outputs are whole."""

from typing import Any, cast

from pydantic import BaseModel, ConfigDict, field_validator

from marketplace.http.forms import clean


class In(BaseModel):
    """What a program sends; its texts lose what nobody could see, as those of forms do."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _visible(cls, given: Any) -> Any:
        if isinstance(given, dict):
            return {key: _clean(each) for key, each in cast("dict[Any, Any]", given).items()}
        return _clean(given)


def _clean(given: Any) -> Any:
    return clean(given) if isinstance(given, str) else given


class Out(BaseModel):
    """What it gets back: every field always present."""

    model_config = ConfigDict(from_attributes=True)


class Text(Out):
    """The same words in both languages; ``en`` may be empty."""

    zh: str
    en: str
