"""Chart templates and how data fill them: plain JSON in, a Vega-Lite specification out."""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from ninefold.kit.digits import number, percent
from ninefold.kit.locales import Reader

Width = Literal["page", "half", "phone"]

_UNDRAWN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SPECS = Path(__file__).parent / "chart_specs"
PIXELS: dict[Width, int] = {"page": 640, "half": 440, "phone": 292}


@lru_cache(maxsize=16)
def template(name: str) -> Any:
    """Read one template; it stays plain JSON, so that anyone can open it in a Vega editor."""
    return json.loads((SPECS / f"{name}.json").read_text(encoding="utf-8"))


def fill(node: Any, *, slots: Mapping[str, Any], colours: Mapping[str, str]) -> Any:
    """Replace the marks of a template by data.

    Parameters
    ----------
    node : JSON value
        `{"$": "name"}` becomes `slots["name"]`; `{"$colour": "ink"}` becomes `colours["ink"]`;
        `{"$each": "name", "as": ...}` becomes a list, one copy per mapping in `slots["name"]`.
    slots : mapping
        Values by name.
    colours : mapping
        Token name to colour.

    Returns
    -------
    JSON value
        The filled copy, without the layers that have no data: they show nothing, but take time.

    Raises
    ------
    KeyError
        If the template names a slot or colour that is not there.
    """
    if isinstance(node, list):
        filled = (fill(item, slots=slots, colours=colours) for item in node)
        return [item for item in filled if not _draws_nothing(item)]
    if not isinstance(node, dict):
        return node
    if "$" in node:
        return slots[node["$"]]
    if "$colour" in node:
        return colours[node["$colour"]]
    if "$each" in node:
        parts = slots[node["$each"]]
        return [fill(node["as"], slots={**slots, **part}, colours=colours) for part in parts]
    return {key: fill(value, slots=slots, colours=colours) for key, value in node.items()}


def drawable(node: Any) -> Any:
    r"""Put U+FFFD in the place of every character that no drawing may hold: the drawer dies of them.

    Parameters
    ----------
    node : JSON value
        A filled specification, or a text of it.

    Returns
    -------
    JSON value

    References
    ----------
    Extensible Markup Language 1.0, section 2.2 (characters).

    Examples
    --------
    >>> drawable({"values": [{"name": "North\x07", "value": 3}]})
    {'values': [{'name': 'North�', 'value': 3}]}
    """
    return with_texts(node, change=lambda text: _UNDRAWN.sub("\ufffd", text))


def with_texts(node: Any, *, change: Callable[[str], str]) -> Any:
    """Give a JSON value with every text in it changed; names of fields stay."""
    if isinstance(node, str):
        return change(node)
    if isinstance(node, Mapping):
        return {key: with_texts(value, change=change) for key, value in node.items()}
    return [with_texts(item, change=change) for item in node] if isinstance(node, list | tuple) else node


def _draws_nothing(node: Any) -> bool:
    return isinstance(node, dict) and "mark" in node and node.get("data") == {"values": []}


def words(text: str, *, reader: Reader) -> str:
    """Isolate a label, so that the chart's left-to-right frame does not reorder it."""
    return f"\u2067{text}\u2069" if reader.rtl and text else text


def figure(value: float, *, of: Mapping[str, Any], reader: Reader) -> str:
    """Write a value in the unit of its panel (`decimals`, `suffix`), isolated on its own."""
    decimals = int(of.get("decimals", 0))
    if of.get("suffix") == "%":
        text = percent(value / 100, reader=reader, decimals=decimals)
    else:
        text = number(value, reader=reader, decimals=decimals)
    return f"\u2066{text}\u2069" if reader.rtl else text


def ticks(low: float, high: float, *, about: int = 3) -> list[float]:
    """Return round values inside [low, high], as near to `about` of them as round steps allow."""
    extent = high - low
    if extent <= 0:
        return [low]
    power = 10.0 ** math.floor(math.log10(extent / about))
    steps = [power * factor for factor in (1, 2, 5, 10)]
    counts = {step: math.floor(high / step) - math.ceil(low / step) + 1 for step in steps}
    step = min(steps, key=lambda one: (abs(counts[one] - about), -one))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def tick_labels(values: Sequence[float], texts: Sequence[str | list[str]]) -> str:
    """Return the Vega expression that puts a prepared text, or several lines of it, at each tick."""
    shown = json.dumps(list(texts), ensure_ascii=False)
    return f"{shown}[indexof({json.dumps(list(values))}, datum.value)]"


def axis_labels(values: Sequence[float], *, of: Mapping[str, Any], reader: Reader) -> str:
    """Write the ticks of an axis in the reader's digits, with as many decimals as they need."""
    needed = max((len(f"{value:.6f}".rstrip("0").split(".")[1]) for value in values), default=0)
    unit = {**of, "decimals": needed}
    return tick_labels(values, [figure(value, of=unit, reader=reader) for value in values])
