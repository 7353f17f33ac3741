"""Charts: one specification, drawn on the server, cached by what it shows."""

import hashlib
import json
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from django.conf import settings

from ninefold.kit import chart_control, chart_funnel, chart_groups, chart_quadrant, chart_trend
from ninefold.kit.chart_filling import Width, drawable, fill, template, with_texts
from ninefold.kit.chart_letters import stand_ins
from ninefold.kit.chart_process import draw_png, draw_svg, drawer
from ninefold.kit.chart_svg import LIGHT, SENTINELS, clean
from ninefold.kit.locales import Reader

Chart = Literal["trend", "control", "bars", "histogram", "quadrant", "funnel"]
Slots = Callable[..., dict[str, Any]]

_SLOTS: dict[str, Slots] = {
    "trend": chart_trend.slots,
    "control": chart_control.slots,
    "bars": chart_groups.bar_slots,
    "histogram": chart_groups.histogram_slots,
    "quadrant": chart_quadrant.slots,
    "funnel": chart_funnel.slots,
}
_REMEMBERED = 512
_KEPT_FILES = 5_000
# A page is shown in the fonts of its reader, so texts are only measured here: in the font that comes with the
# engine that takes half the time, and gives the same on every machine. A picture is shown as it was drawn.
_MEASURED = "sans-serif"
_PICTURED = "Noto Sans, Noto Sans Arabic, Noto Sans CJK SC"
# Raise it when cleaning changes, or old drawings stay.
_EDITION = "3"
_DRAWN_BY = version("vl-convert-python")

_memory: OrderedDict[str, str] = OrderedDict()
_lock = Lock()


def _filled(
    *,
    chart: str,
    data: Mapping[str, Any],
    reader: Reader,
    width: Width,
    colours: Mapping[str, str],
    font: str = _MEASURED,
) -> dict[str, Any]:
    slots = _SLOTS[chart](data, reader=reader, width=width)
    spec: dict[str, Any] = fill(template(chart), slots=slots, colours=colours)
    spec["$schema"] = "https://vega.github.io/schema/vega-lite/v5.json"
    spec["config"] = fill(template("config"), slots={"font": font}, colours=colours)
    return spec


def _folder() -> Path:
    folder = Path(settings.HOME) / "charts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _key(spec: Mapping[str, Any], label: str) -> str:
    shown = json.dumps([_EDITION, _DRAWN_BY, spec, label], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()


def _remember(key: str, markup: str) -> str:
    with _lock:
        _memory[key] = markup
        _memory.move_to_end(key)
        while len(_memory) > _REMEMBERED:
            _memory.popitem(last=False)
    return markup


def _recall(key: str) -> str | None:
    with _lock:
        markup = _memory.get(key)
        if markup is not None:
            _memory.move_to_end(key)
    return markup


def _store(path: Path, markup: str) -> None:
    """Write beside and rename: a reader sees the whole drawing or none."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".drawing-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(markup)
    Path(name).replace(path)


def draw(*, chart: Chart, data: Mapping[str, Any], reader: Reader, width: Width = "page") -> str:
    """Draw a chart as SVG markup for the page.

    Parameters
    ----------
    chart : {"trend", "control", "bars", "histogram", "quadrant", "funnel"}
        Which template.
    data : mapping
        JSON values in the unit shown (an NPS of 37 is 37), `label` being the sentence for who cannot
        see the chart. Names are already in the reader's language; digits are set here.

        trend: `periods` (short labels), `panels`, each with `name`, `points` (mappings of value, low,
        high, or None where hidden or empty: both look alike), and optionally `decimals`, `suffix`
        ("%"), `target`, `axis` (low, high), `incomplete` (the last period runs on); optionally `years`,
        that of each period; `events`, pairs of position among the periods and mark.

        control: `periods`, `name`, `points` (mappings of value and `hollow`, or None), `limits` (mappings of
        low and high, or None), `center`; optionally `years`, `signals` (mappings of `at`, `kind` "above",
        "below" or "run", `sure`, and the `word` beside it), `levels` (first, last, value), `ranges` (first,
        last), `ahead` (forecasts after the points: value, low, high), `events`, `decimals`, `suffix`.

        bars: `rows`, each with `name`, `value`, `low`, `high`, `n`, and optionally `before`, `act`
        (at most three are tinted), `hidden`, `hollow` (else by n under 30); `mark` "dot" or "bar" (from
        zero); `axis`, `reference`, `decimals`, `suffix`, `threshold` (10, for the words of a hidden row), or
        `hidden`, these words.

        histogram: `bins`, each with `name`, `count` (None where hidden), `tone` ("worse", "none", "better",
        "ink"); `total`, of which the bins are shares, where it is not their sum;
        `groups`, each with `name`, `first`, `last` (positions among the bins).

        quadrant: `points`, each with `name`, `x`, `x_low`, `x_high`, `y`, `y_low`, `y_high`, and optionally
        `hollow`, `act` (at most three are tinted); `x_name`; `x_middle`, `y_middle`, where the four fields
        meet; `corners`, their names by "top_near", "top_far", "bottom_near", "bottom_far"; `x_unit`, `y_unit`
        with `decimals`, `suffix`.

        funnel: `points`, each with `name`, `n`, `value`, `outside` where it is named (in the order given),
        and `act` (at most three are tinted); `center`; `curves`, from the fewest answers to the most, each
        with `n`, `inner` and `outer` (pairs of limits); `inner_name`, `outer_name`; `decimals`, `suffix`.
    reader : Reader
        Decides digits and direction.
    width : {"page", "half", "phone"}
        Drawn for that width; never scaled down instead.

    Returns
    -------
    str
        Safe SVG markup, see `chart_svg.clean`.

    Raises
    ------
    KeyError
        If the chart is unknown or a part of `data` is missing.
    """
    spec = _filled(chart=chart, data=data, reader=reader, width=width, colours=SENTINELS)
    label = str(data["label"])
    key = _key(spec, label)
    known = _recall(key)
    if known is not None:
        return known
    path = _folder() / f"{key}.svg"
    try:
        return _remember(key, path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        markup = _drawn(drawable(spec), label=drawable(label))
    _store(path, markup)
    return _remember(key, markup)


def _drawn(spec: Mapping[str, Any], *, label: str) -> str:
    letters = stand_ins(spec)
    return clean(letters.back(draw_svg(spec=with_texts(spec, change=letters.put))), label=label)


def png(
    *, chart: Chart, data: Mapping[str, Any], reader: Reader, width: Width = "page", scale: float = 2.0
) -> bytes:
    """Draw a chart as a picture for mail and slides.

    Parameters
    ----------
    chart, data, reader, width
        As in `draw`.
    scale : float
        Pixels per CSS pixel.

    Returns
    -------
    bytes
        A PNG in the light colours on paper.

    Raises
    ------
    KeyError
        As in `draw`.
    """
    spec = _filled(chart=chart, data=data, reader=reader, width=width, colours=LIGHT, font=_PICTURED)
    spec["background"] = LIGHT["paper"]
    return draw_png(spec=drawable(spec), scale=scale)


def prune() -> int:
    """Delete the oldest drawings beyond what is kept; return how many went."""
    drawings = sorted(_folder().glob("*.svg"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in drawings[_KEPT_FILES:]:
        path.unlink(missing_ok=True)
    return len(drawings[_KEPT_FILES:])


def forget_drawings() -> int:
    """Delete every drawing that is kept; return how many files went."""
    with _lock:
        _memory.clear()
    drawings = list(_folder().glob("*.svg"))
    for path in drawings:
        path.unlink(missing_ok=True)
    return len(drawings)


def warm() -> None:
    """Start the drawing engine, whose first chart takes over a second; call it in a thread at start."""
    prune()
    drawer().ask(form="ready")
