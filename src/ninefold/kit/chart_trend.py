"""The trend: one panel a measure, stacked, time running in the reader's direction."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ninefold.kit.chart_filling import (
    PIXELS,
    Width,
    axis_labels,
    figure,
    tick_labels,
    ticks,
    words,
)
from ninefold.kit.digits import localise
from ninefold.kit.locales import Reader

Rows = list[dict[str, Any]]
START_ROOM, END_ROOM = 12, 50


def x_axis(
    labels: Sequence[str], *, reader: Reader, pixels: int, years: Sequence[str] = ()
) -> dict[str, Any]:
    """Place the periods, leaving room at the end for the last value, and label as many as fit.

    Parameters
    ----------
    labels : what each period is called.
    pixels : width of the drawing.
    years : the year of each period; where they differ, it stands below the first label of each year.

    Returns
    -------
    The slots `x_domain`, `x_values` and `x_labels`.
    """
    steps = max(len(labels) - 1, 1)
    step = (pixels - START_ROOM - END_ROOM) / steps
    widest = max((len(label) for label in labels), default=0) * letter(reader) + 8
    every = max(1, math.ceil(widest / step))
    shown = list(range(len(labels) - 1, -1, -every))[::-1]
    return {
        "x_domain": [-START_ROOM / step, steps + END_ROOM / step],
        "x_values": shown,
        "x_labels": tick_labels(
            shown,
            _lines([labels[i] for i in shown], [years[i] for i in shown] if years else [], reader=reader),
        ),
    }


def letter(reader: Reader) -> float:
    """Give the width of a letter of small print, in pixels."""
    return 4.9 if reader.rtl else 12 if reader.language == "zh-hans" else 6.2


def _lines(labels: Sequence[str], years: Sequence[str], *, reader: Reader) -> list[str | list[str]]:
    """Put each year below the first of its labels, if there are several years."""
    if len(set(years)) < 2:
        return [words(label, reader=reader) for label in labels]
    new = [year != before for year, before in zip(years, ["", *years], strict=False)]
    return [
        [words(label, reader=reader), year] if first else words(label, reader=reader)
        for label, year, first in zip(labels, years, new, strict=True)
    ]


def _runs(points: Sequence[Mapping[str, Any] | None]) -> Rows:
    """Number the unbroken runs of points; a hidden or empty period breaks the line."""
    rows: Rows = []
    run = 0
    for index, point in enumerate(points):
        if point is None or point.get("value") is None:
            run += 1
            continue
        low, high = (
            point.get(end) if point.get(end) is not None else point["value"] for end in ("low", "high")
        )
        rows.append({"i": index, "v": point["value"], "low": low, "high": high, "run": run})
    return rows


def _domain(rows: Rows, panel: Mapping[str, Any]) -> list[float]:
    if panel.get("axis"):
        return [float(end) for end in panel["axis"]]
    ends = [row[end] for row in rows for end in ("low", "high")]
    if panel.get("target") is not None:
        ends.append(panel["target"])
    if not ends:
        return [0.0, 1.0]
    low, high = min(ends), max(ends)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    # The name of the target stands above its line and below the name of the panel.
    above = 3 * room if panel.get("target") is not None else room
    return [low - room, high + above]


def _strokes(rows: Rows, *, last: int, incomplete: bool) -> dict[str, Rows]:
    """Part the points into band, line, dashes to an unfinished period, and points standing alone."""
    sizes: dict[int, int] = {}
    for row in rows:
        sizes[row["run"]] = sizes.get(row["run"], 0) + 1
    unfinished = [row for row in rows if incomplete and row["i"] == last]
    joined = [row for row in rows if sizes[row["run"]] > 1]
    dash = [row for row in joined if row["i"] >= last - 1] if unfinished else []
    return {
        "band": joined,
        "line": [row for row in joined if row not in unfinished],
        "dash": dash if len(dash) > 1 else [],
        "hollow": unfinished,
        "alone": [row for row in rows if sizes[row["run"]] == 1],
    }


def _labels(rows: Rows, panel: Mapping[str, Any], *, reader: Reader, last: int, top: float) -> dict[str, Any]:
    final = [row for row in rows if row["i"] == last]
    target = panel.get("target")
    aim = [] if target is None else [target]
    naming = _("target %(value)s")
    return {
        "final": [{"i": r["i"], "v": r["v"], "s": figure(r["v"], of=panel, reader=reader)} for r in final],
        "name": [{"i": 0, "v": top, "s": words(str(panel["name"]), reader=reader)}],
        "target": [{"i": 0, "j": last, "v": value} for value in aim],
        "target_name": [
            {
                "i": 0,
                "v": v,
                "s": words(naming % {"value": figure(v, of=panel, reader=reader)}, reader=reader),
            }
            for v in aim
        ],
    }


def _panel(
    panel: Mapping[str, Any], *, data: Mapping[str, Any], reader: Reader, place: int
) -> dict[str, Any]:
    last = len(data["periods"]) - 1
    rows = _runs(panel["points"])
    domain = _domain(rows, panel)
    marks = ticks(*domain)
    events = [
        {"i": event[0], "s": localise(str(event[1]), reader=reader)} for event in data.get("events", ())
    ]
    return {
        "y_domain": domain,
        "y_values": marks,
        "y_labels": axis_labels(marks, of=panel, reader=reader),
        "last": place == len(data["panels"]) - 1,
        "events": events,
        "badges": [{**event, "v": domain[0]} for event in events] if place == 0 else [],
        **_strokes(rows, last=last, incomplete=bool(panel.get("incomplete", data.get("incomplete")))),
        **_labels(rows, panel, reader=reader, last=last, top=domain[1]),
    }


def slots(data: Mapping[str, Any], *, reader: Reader, width: Width) -> dict[str, Any]:
    """Prepare the slots of `trend.json`; the shape of `data` stands in `charts.draw`."""
    pixels = PIXELS[width]
    return {
        "width": pixels,
        "height": 82 if len(data["panels"]) > 1 else 168,
        "rtl": reader.rtl,
        "start": "right" if reader.rtl else "left",
        "align": "right" if reader.rtl else "left",
        "away": -10 if reader.rtl else 10,
        **x_axis(data["periods"], reader=reader, pixels=pixels, years=data.get("years", ())),
        "panels": [
            _panel(panel, data=data, reader=reader, place=place) for place, panel in enumerate(data["panels"])
        ],
    }
