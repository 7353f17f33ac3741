"""The filters of the pages, as the API's description tells them."""

from typing import Any, Final

from ninefold.engine.filters import AGAINST, DIMENSIONS

_TEXTS: Final = {"type": "array", "items": {"type": "string"}}


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "schema": schema, "description": description}


FILTERS: Final = {
    "parameters": [
        _query("period", {"type": "string"}, "First and last day, such as 2026-08-25..2026-11-22."),
        _query("against", {"type": "string", "enum": list(AGAINST)}, "What the period is held against."),
        _query("survey", {"type": "string"}, "The number of one survey."),
        *(_query(name, _TEXTS, f"Any of these values of {name}.") for name in DIMENSIONS),
        _query("words", {"type": "string"}, "Words that a comment must hold."),
    ]
}
"""An attribute is one more parameter, ``a.`` and its name; what cannot be read is left out, with a note."""


def filters_and(*more: tuple[str, str]) -> dict[str, Any]:
    """Describe the filters and further parameters, pairs of name and description."""
    own = [_query(name, _TEXTS, description) for name, description in more]
    return {"parameters": [*FILTERS["parameters"], *own]}
