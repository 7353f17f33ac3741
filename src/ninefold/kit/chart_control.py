"""The control chart: one measure over time, its limits, what lies outside them, and what may come."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from ninefold.kit.chart_filling import PIXELS, Width, axis_labels, figure, ticks, words
from ninefold.kit.chart_trend import letter, x_axis
from ninefold.kit.digits import localise
from ninefold.kit.locales import Reader

Rows = list[dict[str, Any]]
Point = Mapping[str, Any]
HALF = 0.5
# A hair less than half a period: steps that share a place could be drawn in either order.
STEP = 0.499
# Pixels: the height of the plot, of a line of words, and how far words stand from their point.
HEIGHT, LINE, AWAY = 220, 13, 15


def _runs(points: Sequence[Point | None]) -> Rows:
    """Number the unbroken runs of points; a hidden or empty period breaks the line."""
    rows: Rows = []
    run = 0
    for place, point in enumerate(points):
        if point is None:
            run += 1
            continue
        rows.append({"i": place, "v": point["value"], "run": run, "hollow": bool(point.get("hollow"))})
    return rows


def _lines(rows: Rows) -> dict[str, Rows]:
    """Part the points into a line of whole periods, dashes to the others, dots and rings."""
    dashes: Rows = []
    for before, now in pairwise(rows):
        if before["run"] == now["run"] and (before["hollow"] or now["hollow"]):
            dashes += [{**before, "part": now["i"]}, {**now, "part": now["i"]}]
    return {
        "line": [row for row in rows if not row["hollow"]],
        "dash": dashes,
        "dots": [row for row in rows if not row["hollow"]],
        "hollow": [row for row in rows if row["hollow"]],
    }


def _steps(limits: Sequence[Point | None]) -> Rows:
    """Write the limits of each period as a step as wide as the period; runs part them."""
    rows: Rows = []
    run = 0
    for place, limit in enumerate(limits):
        if limit is None:
            run += 1
            continue
        ends = {"low": limit["low"], "high": limit["high"], "run": run}
        rows += [{"i": place - STEP, **ends}, {"i": place + STEP, **ends}]
    return rows


def _ahead(points: Sequence[Point | None], ahead: Sequence[Point]) -> dict[str, Rows]:
    """Write forecasts as a fan that opens at the last known point."""
    known = [(place, point) for place, point in enumerate(points) if point and not point.get("hollow")]
    if not ahead or not known:
        return {"fan": [], "way": [], "rings": []}
    place, last = known[-1]
    begin = {"i": place, "v": last["value"], "low": last["value"], "high": last["value"]}
    start = len(points)
    rest = [
        {"i": start + step, "v": each["value"], "low": each["low"], "high": each["high"]}
        for step, each in enumerate(ahead)
    ]
    return {"fan": [begin, *rest], "way": [begin, *rest], "rings": rest}


def _marks(rows: Rows, data: Mapping[str, Any]) -> Rows:
    at = {row["i"]: row["v"] for row in rows}
    return [{"i": one["at"], "v": at[one["at"]], **one} for one in data.get("signals", ())]


def _words(marks: Rows, *, period: float, value: float, reader: Reader) -> dict[str, Rows]:
    """Put words beside the marks, those that are sure first; what would lie on other words the table says.

    Parameters
    ----------
    period, value : the pixels of one of them.
    """
    told: Rows = []
    for mark in sorted((m for m in marks if m.get("word")), key=lambda m: not m.get("sure")):
        word = str(mark["word"])
        up = AWAY if mark["kind"] != "below" else -AWAY
        box = {"x": mark["i"] * period, "y": mark["v"] * value + up, "wide": len(word) * letter(reader)}
        if not any(_meet(box, other) for other in told):
            told.append({**mark, **box, "s": words(word, reader=reader)})
    return {
        "words_above": [m for m in told if m["kind"] != "below"],
        "words_below": [m for m in told if m["kind"] == "below"],
    }


def _meet(one: Point, other: Point) -> bool:
    near = bool(2 * abs(one["x"] - other["x"]) < one["wide"] + other["wide"])
    return near and bool(abs(one["y"] - other["y"]) < LINE)


def _signals(marks: Rows) -> dict[str, Rows]:
    kinds = {
        f"{kind}_{name}": [m for m in marks if m["kind"] == kind and bool(m.get("sure")) is sure]
        for kind in ("above", "below")
        for name, sure in (("sure", True), ("unsure", False))
    }
    return {
        **kinds,
        "run": [m for m in marks if m["kind"] == "run"],
    }


def _domain(rows: Rows, data: Mapping[str, Any]) -> list[float]:
    spans = [each for each in (*data["limits"], *data.get("ahead", ())) if each is not None]
    ends = [row["v"] for row in rows] + [each[end] for each in spans for end in ("low", "high")]
    if not ends:
        return [0.0, 1.0]
    low, high = min(ends), max(ends)
    room = (high - low) * 0.1 or abs(high) * 0.1 or 1.0
    # The names stand above: of the measure, and of a point that lies high.
    return [low - room, high + 2 * room]


def _names(rows: Rows, data: Mapping[str, Any], *, reader: Reader, last: int, top: float) -> dict[str, Rows]:
    ahead = data.get("ahead", ())
    ends = [{"i": last + len(ahead), "v": ahead[-1]["value"]}] if ahead else rows
    final = [row for row in ends if row["i"] == last + len(ahead)]
    level, name = data.get("center"), str(data["name"])
    if level is not None:
        usual = figure(level, of=data, reader=reader)
        name = _("%(name)s, usual %(value)s") % {"name": name, "value": usual}
    return {
        "final": [{"i": r["i"], "v": r["v"], "s": figure(r["v"], of=data, reader=reader)} for r in final],
        "name": [{"i": 0, "v": top, "s": words(name, reader=reader)}],
        "center": [] if level is None else [{"i": -HALF, "j": last + HALF, "v": level}],
    }


def slots(data: Mapping[str, Any], *, reader: Reader, width: Width) -> dict[str, Any]:
    """Prepare the slots of `control.json`; the shape of `data` stands in `charts.draw`."""
    pixels = PIXELS[width]
    rows = _runs(data["points"])
    domain = _domain(rows, data)
    lines = ticks(*domain)
    across = x_axis(data["periods"], reader=reader, pixels=pixels, years=data.get("years", ()))
    period = pixels / (across["x_domain"][1] - across["x_domain"][0])
    marks = _marks(rows, data)
    events = [{"i": at, "s": localise(str(mark), reader=reader)} for at, mark in data.get("events", ())]
    return {
        "width": pixels,
        "height": HEIGHT,
        "rtl": reader.rtl,
        "start": "right" if reader.rtl else "left",
        "align": "right" if reader.rtl else "left",
        "away": -10 if reader.rtl else 10,
        **across,
        "y_domain": domain,
        "y_values": lines,
        "y_labels": axis_labels(lines, of=data, reader=reader),
        "limits": _steps(data["limits"]),
        "levels": [
            {"i": one["first"] - HALF, "j": one["last"] + HALF, "v": one["value"]}
            for one in data.get("levels", ())
        ],
        "ranges": [{"i": one["first"], "j": one["last"]} for one in data.get("ranges", ())],
        "events": events,
        "badges": [{**event, "v": domain[0]} for event in events],
        **_lines(rows),
        **_ahead(data["points"], data.get("ahead", ())),
        **_signals(marks),
        **_words(marks, period=period, value=HEIGHT / (domain[1] - domain[0]), reader=reader),
        **_names(rows, data, reader=reader, last=len(data["points"]) - 1, top=domain[1]),
    }
