"""Groups side by side: a comparison with whiskers, and the histogram of one question."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ninefold.kit.chart_filling import PIXELS, Width, axis_labels, figure, tick_labels, ticks, words
from ninefold.kit.digits import localise, number, percent
from ninefold.kit.locales import Reader
from ninefold.kit.units import hidden_words

Rows = list[dict[str, Any]]
ACCENTS = 3
HIDDEN = "·"  # as in tables
FEW = 30


def _shown(row: Mapping[str, Any]) -> bool:
    return not row.get("hidden") and row.get("value") is not None


def _marked(data: Mapping[str, Any]) -> Rows:
    """Number the rows and keep "act here" for the first three: an accent on many is an accent on none."""
    left = ACCENTS
    rows: Rows = []
    for place, row in enumerate(data["rows"]):
        act = bool(row.get("act")) and _shown(row) and left > 0
        left -= act
        few = row.get("n") is not None and row["n"] < FEW
        rows.append({**row, "row": place, "act": act, "few": bool(row.get("hollow", few))})
    return rows


def _extent(rows: Rows, data: Mapping[str, Any]) -> list[float]:
    if data.get("axis"):
        return [float(end) for end in data["axis"]]
    ends = [
        row[key]
        for row in rows
        if _shown(row)
        for key in ("low", "high", "before")
        if row.get(key) is not None
    ]
    if data.get("reference") is not None:
        ends.append(data["reference"])
    if data.get("mark") == "bar":
        ends.append(0.0)
    if not ends:
        return [0.0, 1.0]
    low, high = min(ends), max(ends)
    room = (high - low) * 0.04 or 1.0
    return [low - room if low else 0.0, high + room]


def _bodies(rows: Rows, *, bars: bool) -> dict[str, Rows]:
    shown = [
        {
            "row": r["row"],
            "v": r["value"],
            "low": r["low"],
            "high": r["high"],
            "zero": 0,
            "act": r["act"],
            "few": r["few"],
        }
        for r in rows
        if _shown(r)
    ]
    dots = [] if bars else shown
    return {
        "bars": [row for row in shown if bars and not row["act"]],
        "bars_act": [row for row in shown if bars and row["act"]],
        "whiskers": shown if bars else [],
        "spans": dots,
        "hollow": [row for row in dots if row["few"]],
        "dots": [row for row in dots if not row["few"] and not row["act"]],
        "dots_act": [row for row in dots if not row["few"] and row["act"]],
        "before": [
            {"row": r["row"], "v": r["before"]}
            for r in rows
            if _shown(r) and r.get("before") is not None and not bars
        ],
    }


def _texts(rows: Rows, data: Mapping[str, Any], *, reader: Reader) -> dict[str, Rows]:
    said = data.get("hidden") or hidden_words(reader=reader, threshold=data.get("threshold", 10))
    few = words(said, reader=reader)
    names = [{"row": r["row"], "act": r["act"], "s": words(str(r["name"]), reader=reader)} for r in rows]
    counts = [r for r in rows if _shown(r) and r.get("n") is not None]
    naming = _("n %(count)s")
    return {
        "names": [row for row in names if not row["act"]],
        "names_act": [row for row in names if row["act"]],
        "values": [
            {"row": r["row"], "s": figure(r["value"], of=data, reader=reader)} for r in rows if _shown(r)
        ],
        "counts": [
            {"row": r["row"], "s": words(naming % {"count": number(r["n"], reader=reader)}, reader=reader)}
            for r in counts
        ],
        "hidden": [{"row": r["row"], "s": few} for r in rows if not _shown(r)],
    }


def _placing(*, reader: Reader, pixels: int, phone: bool, bars: bool) -> dict[str, Any]:
    """Names stand before the plot; on a phone above their row, with the count at the other end."""
    toward, away = ("left", "right") if reader.rtl else ("right", "left")
    out = -1 if reader.rtl else 1
    return {
        "near": pixels if reader.rtl else 0,
        "far": 0 if reader.rtl else pixels,
        "value_align": away,
        "value_dx": 10 * out,
        "name_align": away if phone else toward,
        "name_baseline": "bottom" if phone else "middle",
        "name_dx": 0 if phone else -10 * out,
        "name_dy": (-12 if bars else -9) if phone else 0,
        "name_limit": 220 if phone else 210,
        "count_align": toward if phone else away,
        "count_dx": 0 if phone else 58 * out,
    }


def bar_slots(data: Mapping[str, Any], *, reader: Reader, width: Width) -> dict[str, Any]:
    """Prepare the slots of `bars.json`; the shape of `data` stands in `charts.draw`."""
    phone = width == "phone"
    # Names and counts stand outside the plot, so it is narrower than the chart.
    pixels = PIXELS[width] if phone else PIXELS[width] - 240
    rows = _marked(data)
    extent = _extent(rows, data)
    marks = ticks(*extent, about=3 if phone else 4)
    bars = data.get("mark") == "bar"
    reference = data.get("reference")
    return {
        "width": pixels,
        "height": len(rows) * (46 if phone else 32),
        "rtl": reader.rtl,
        "x_domain": extent,
        "x_values": marks,
        "x_labels": axis_labels(marks, of=data, reader=reader),
        "y_domain": [len(rows) - 0.5, -0.7 if phone else -0.5],
        "reference": [] if reference is None else [{"v": reference}],
        **_bodies(rows, bars=bars),
        **_texts(rows, data, reader=reader),
        **_placing(reader=reader, pixels=pixels, phone=phone, bars=bars),
    }


def _columns(bins: Sequence[Mapping[str, Any]], *, total: int, reader: Reader) -> Rows:
    shares = [None if one["count"] is None else one["count"] / total if total else 0.0 for one in bins]
    return [
        {
            "i": place,
            "a": place - 0.42,
            "b": place + 0.42,
            "v": 100 * (share or 0.0),
            "zero": 0,
            "tone": one.get("tone", "ink"),
            "s": HIDDEN if share is None else _isolated(percent(share, reader=reader), reader=reader),
        }
        for place, (one, share) in enumerate(zip(bins, shares, strict=True))
    ]


def _isolated(text: str, *, reader: Reader) -> str:
    return f"\u2066{text}\u2069" if reader.rtl else text


def _brackets(data: Mapping[str, Any], *, top: float, total: int, reader: Reader) -> Rows:
    rows = []
    for group in data.get("groups", ()):
        first, last = group["first"], group["last"]
        count = sum(one["count"] or 0 for one in data["bins"][first : last + 1])
        share = percent(count / total if total else None, reader=reader)
        rows.append(
            {
                "i": (first + last) / 2,
                "a": first - 0.42,
                "b": last + 0.42,
                "v": top,
                "name": words(str(group["name"]), reader=reader),
                "s": _isolated(share, reader=reader),
            }
        )
    return rows


def histogram_slots(data: Mapping[str, Any], *, reader: Reader, width: Width) -> dict[str, Any]:
    """Prepare the slots of `histogram.json`; the shape of `data` stands in `charts.draw`."""
    bins = data["bins"]
    total = data.get("total") or sum(one["count"] or 0 for one in bins)
    columns = _columns(bins, total=total, reader=reader)
    highest = max((row["v"] for row in columns), default=0.0) or 1.0
    places = list(range(len(bins)))
    # A number over its unit: columns are narrow.
    names = [
        [words(line, reader=reader) for line in localise(str(one["name"]), reader=reader).split(" ", 1)]
        for one in bins
    ]
    marks = ticks(0.0, highest)
    groups = _brackets(data, top=highest * 1.2, total=total, reader=reader)
    # Two narrow groups side by side: on a phone every other name stands one line higher.
    raised = groups[1::2] if width == "phone" else []
    return {
        "width": PIXELS[width] - 40 if width != "phone" else PIXELS[width] + 20,
        "height": 170,
        "rtl": reader.rtl,
        "start": "right" if reader.rtl else "left",
        "x_domain": [-0.6, len(bins) - 0.4],
        "x_values": places,
        "x_labels": tick_labels(places, names),
        "y_domain": [0, highest * 1.2],
        "y_values": marks,
        "y_labels": axis_labels(marks, of={"suffix": "%"}, reader=reader),
        "bars": columns,
        "groups": groups,
        "names": [group for group in groups if group not in raised],
        "raised": raised,
    }
