"""Charts: one specification, drawn on the server, cached by what it shows."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

from django.utils.safestring import SafeString

from ninefold.kit import chart_control, chart_funnel, chart_groups, chart_quadrant, chart_shelf, chart_trend
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
# A page is shown in the fonts of its reader, so texts are only measured here: in the font that comes with the
# engine that takes half the time, and gives the same on every machine. A picture is shown as it was drawn.
_MEASURED = "sans-serif"
_PICTURED = "Noto Sans, Noto Sans Arabic, Noto Sans CJK SC"
# Raise it when cleaning changes, or old drawings stay.
_EDITION = "3"
_DRAWN_BY = version("vl-convert-python")

# What axes and names take beside the panels of a chart, in CSS pixels: some 15 more or less.
_BESIDE = 30
_ABOVE_AND_BELOW: Mapping[str, int] = {"bars": 22, "histogram": 58}
_ABOVE_AND_BELOW_OTHERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a drawing shall show: nothing of the data is in it but what can be seen in the end.

    Parameters
    ----------
    spec : mapping
        A filled Vega-Lite specification, JSON.
    label : str
        One sentence for who cannot see the chart.
    room : tuple of int
        The width and the height that it will take in CSS pixels, very nearly.
    """

    spec: Mapping[str, Any]
    label: str
    room: tuple[int, int]


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


def _key(draft: Draft) -> str:
    shown = json.dumps([_EDITION, _DRAWN_BY, draft.spec, draft.label], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()


def draw(*, chart: Chart, data: Mapping[str, Any], reader: Reader, width: Width = "page") -> SafeString:
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
    SafeString
        SVG markup, see `chart_svg.clean`.

    Raises
    ------
    KeyError
        If the chart is unknown or a part of `data` is missing.
    """
    return drawn(draft(chart=chart, data=data, reader=reader, width=width))


def draft(*, chart: Chart, data: Mapping[str, Any], reader: Reader, width: Width = "page") -> Draft:
    """Prepare a drawing.

    Parameters
    ----------
    chart, data, reader, width
        As in `draw`.

    Returns
    -------
    Draft

    Raises
    ------
    KeyError
        As in `draw`.
    """
    spec = _filled(chart=chart, data=data, reader=reader, width=width, colours=SENTINELS)
    return Draft(spec=spec, label=str(data["label"]), room=_room(spec, chart=chart))


def found(draft: Draft) -> SafeString | None:
    """Give the markup of a draft that was drawn before; None where it was not, or is no longer kept."""
    return chart_shelf.find(_key(draft))


def drawn(draft: Draft) -> SafeString:
    """Give the markup of a draft, drawn now if it was not before."""
    key = _key(draft)
    return chart_shelf.find(key) or chart_shelf.keep(key, _drawn(draft))


def _room(spec: Mapping[str, Any], *, chart: str) -> tuple[int, int]:
    panels = spec.get("vconcat", [spec])
    around = _ABOVE_AND_BELOW.get(chart, _ABOVE_AND_BELOW_OTHERS)
    return max(each["width"] for each in panels) + _BESIDE, sum(each["height"] + around for each in panels)


def _drawn(draft: Draft) -> str:
    spec = drawable(draft.spec)
    letters = stand_ins(spec)
    markup = letters.back(draw_svg(spec=with_texts(spec, change=letters.put)))
    return clean(markup, label=drawable(draft.label))


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


def warm() -> None:
    """Start the drawing engine, whose first chart takes over a second; call it in a thread at start."""
    chart_shelf.prune()
    drawer().ask(form="ready")
