"""The outside things an installation uses, built once from its settings: storage, providers."""

from marketplace.settings import Settings


def build_tools(settings: Settings) -> dict[type, object]:
    """Every tool by its type; jobs and routes look them up there."""
    del settings
    tools: list[object] = []
    return {type(tool): tool for tool in tools}
