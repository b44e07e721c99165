"""What all schemas stand on: inputs refuse what they do not know, outputs are whole."""

from pydantic import BaseModel, ConfigDict


class In(BaseModel):
    """What a program sends."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Out(BaseModel):
    """What it gets back: every field always present."""

    model_config = ConfigDict(from_attributes=True)


class Text(Out):
    """The same words in both languages; ``en`` may be empty."""

    zh: str
    en: str
