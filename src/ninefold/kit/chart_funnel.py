"""A funnel: groups by their number of answers, and the limits in which they would lie if all were alike."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from ninefold.kit.chart_filling import PIXELS, Width, axis_labels, tick_labels, ticks, words
from ninefold.kit.digits import number
from ninefold.kit.locales import Reader

Rows = list[dict[str, Any]]
ACCENTS, NAMED, PHONE_NAMED = 3, 10, 6
# Points that would lie upon each other are drawn once: so many places across and down tell them apart.
ACROSS, DOWN = 160, 60
_APART = 0.055  # of the height: names nearer to each other than this could not be read


def slots(data: Mapping[str, Any], *, reader: Reader, width: Width) -> dict[str, Any]:
    """Prepare the slots of `funnel.json`; the shape of `data` stands in `charts.draw`."""
    phone = width == "phone"
    points: Rows = list(data["points"])
    curves = data["curves"]
    x_domain = [curves[0]["n"], curves[-1]["n"]]
    y_domain = _extent(points, curves)
    outside = [each for each in points if each.get("outside")]
    act = [each for each in outside if each.get("act")][:ACCENTS]
    marks = ticks(*y_domain, about=4)
    sizes = _sizes(*x_domain, few=phone)
    return {
        "width": PIXELS[width] - 40,
        "height": 260 if phone else 300,
        "rtl": reader.rtl,
        "start": "right" if reader.rtl else "left",
        "x_domain": x_domain,
        "x_values": sizes,
        "x_labels": tick_labels(sizes, [number(each, reader=reader) for each in sizes]),
        "x_title": words(_("answers of a group"), reader=reader),
        "y_domain": y_domain,
        "y_values": marks,
        "y_labels": axis_labels(marks, of=data, reader=reader),
        "inner": [_band(each, "inner", within=y_domain) for each in curves],
        "outer": [_band(each, "outer", within=y_domain) for each in curves],
        "center": [{"n": end, "v": data["center"]} for end in x_domain],
        "inside": _thinned([each for each in points if not each.get("outside")], x_domain, y_domain),
        "outside": [_point(each) for each in outside if each not in act],
        "act": [_point(each) for each in act],
        "limits": _limit_names(curves, data, reader=reader),
        **_names(outside[: PHONE_NAMED if phone else NAMED], x_domain, y_domain, reader=reader),
        **_sides(reader),
    }


def _sides(reader: Reader) -> dict[str, Any]:
    """Names stand beside their point, those at the far end of the plot on its near side."""
    toward, away = ("right", "left") if reader.rtl else ("left", "right")
    out = -1 if reader.rtl else 1
    return {"after": toward, "before": away, "after_dx": 8 * out, "before_dx": -8 * out}


def _extent(points: Rows, curves: Sequence[Mapping[str, Any]]) -> list[float]:
    """As high as the points and the limits of middling groups reach; those of the smallest may be cut."""
    middle = curves[len(curves) // 4]
    ends = [each["value"] for each in points] + list(middle["outer"])
    room = (max(ends) - min(ends)) * 0.06 or 1.0
    return [min(ends) - room, max(ends) + room]


def _band(curve: Mapping[str, Any], which: str, *, within: Sequence[float]) -> dict[str, float]:
    """Give a band as far as it lies in the plot; a drawing that is cleaned knows no clipping."""
    low, high = (min(max(end, within[0]), within[1]) for end in curve[which])
    return {"n": curve["n"], "low": low, "high": high}


def _point(each: Mapping[str, Any]) -> dict[str, float]:
    return {"n": each["n"], "v": each["value"]}


def _thinned(points: Rows, x_domain: Sequence[float], y_domain: Sequence[float]) -> Rows:
    if not points:
        return []
    n, values = (np.array([each[name] for each in points]) for name in ("n", "value"))
    across = np.rint(np.log(n / x_domain[0]) / math.log(x_domain[1] / x_domain[0]) * ACROSS)
    down = np.rint((values - y_domain[0]) / (y_domain[1] - y_domain[0]) * DOWN)
    # Of those that share a place the first, which lies farthest out.
    _places, firsts = np.unique(across * (DOWN + 1) + down, return_index=True)
    return [_point(points[place]) for place in firsts.tolist()]


def _share(n: float, domain: Sequence[float]) -> float:
    """How far along a logarithmic axis a number of answers stands, from 0 to 1."""
    return math.log(n / domain[0]) / math.log(domain[1] / domain[0])


def _names(
    points: Rows, x_domain: Sequence[float], y_domain: Sequence[float], *, reader: Reader
) -> dict[str, Rows]:
    """Name the points outside, the farthest first; a name that would cover another is left to the table."""
    placed: list[tuple[float, float]] = []
    found: dict[str, Rows] = {"names_after": [], "names_before": []}
    for each in points:
        across = _share(each["n"], x_domain)
        down = (each["value"] - y_domain[0]) / (y_domain[1] - y_domain[0])
        if any(abs(down - other) < _APART and abs(across - beside) < 0.35 for beside, other in placed):
            continue
        placed.append((across, down))
        side = "names_after" if across < 0.6 else "names_before"
        found[side].append({**_point(each), "s": words(str(each["name"]), reader=reader)})
    return found


def _limit_names(curves: Sequence[Mapping[str, Any]], data: Mapping[str, Any], *, reader: Reader) -> Rows:
    # Where the two limits still lie well apart.
    at = curves[len(curves) // 3]
    names = (("inner", data["inner_name"]), ("outer", data["outer_name"]))
    return [{"n": at["n"], "v": at[which][1], "s": words(str(name), reader=reader)} for which, name in names]


def _sizes(low: float, high: float, *, few: bool) -> list[float]:
    """Round numbers of answers along a logarithmic axis."""
    steps = (1, 3) if few or high / low > 200 else (1, 2, 5)
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    marks = [float(step * 10**power) for power in range(first, last + 1) for step in steps]
    return [each for each in marks if low <= each <= high]
