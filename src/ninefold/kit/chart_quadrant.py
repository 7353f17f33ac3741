"""Two measures across each other: how much something matters, upwards, by how well it is done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from ninefold.kit.chart_filling import PIXELS, Width, axis_labels, ticks, words
from ninefold.kit.locales import Reader

Rows = list[dict[str, Any]]
ACCENTS = 3
LINE = 15
GAP = 9
READABLE = 0.1
"""So much of a name may lie on others, or on points."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle of the plot, in pixels."""

    left: float
    right: float
    top: float
    bottom: float

    def shared(self, other: "_Box") -> float:
        """How many square pixels two have in common."""
        # Nearly all are apart, and a picture holds thousands of pairs.
        if other.left >= self.right or other.right <= self.left:
            return 0.0
        if other.top >= self.bottom or other.bottom <= self.top:
            return 0.0
        wide = min(self.right, other.right) - max(self.left, other.left)
        return wide * (min(self.bottom, other.bottom) - max(self.top, other.top))


@dataclass(frozen=True, slots=True)
class _Plot:
    """The plot in pixels, and where values stand in it."""

    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Turn values into pixels, from the start and from above."""
        across = (x - self.x[0]) / (self.x[1] - self.x[0]) * self.width
        return across, (self.y[1] - y) / (self.y[1] - self.y[0]) * self.height

    def value(self, across: float, down: float) -> tuple[float, float]:
        """Turn pixels into values."""
        x = self.x[0] + across / self.width * (self.x[1] - self.x[0])
        return x, self.y[1] - down / self.height * (self.y[1] - self.y[0])


def slots(data: Mapping[str, Any], *, reader: Reader, width: Width) -> dict[str, Any]:
    """Prepare the slots of `quadrant.json`; the shape of `data` stands in `charts.draw`."""
    phone = width == "phone"
    points = _marked(data["points"])
    x, y = _extent(points, "x", of=data), _extent(points, "y", of=data)
    plot = _Plot(width=PIXELS[width] - (30 if phone else 0), height=340 if phone else 380, x=x, y=y)
    limit = 120 if phone else 190
    x_marks, y_marks = ticks(*x, about=4 if phone else 6), ticks(*y, about=4)
    return {
        "width": plot.width,
        "height": plot.height,
        "rtl": reader.rtl,
        "start": "right" if reader.rtl else "left",
        "limit": limit,
        "x_domain": list(x),
        "y_domain": list(y),
        "x_values": x_marks,
        "y_values": y_marks,
        "x_title": words(str(data["x_name"]), reader=reader),
        "x_labels": axis_labels(x_marks, of=data.get("x_unit", {}), reader=reader),
        "y_labels": axis_labels(y_marks, of=data.get("y_unit", {}), reader=reader),
        **_middle(data, plot=plot),
        **_corners(data, plot=plot, reader=reader),
        **_bodies(points),
        **_names(points, plot=plot, limit=limit, reader=reader),
    }


def _marked(points: Sequence[Mapping[str, Any]]) -> Rows:
    """Keep "act here" for the first three: an accent on many is an accent on none."""
    left = ACCENTS
    rows: Rows = []
    for point in points:
        act = bool(point.get("act")) and left > 0
        left -= act
        rows.append({**point, "act": act, "kind": "act" if act else "few" if point.get("hollow") else ""})
    return rows


def _extent(points: Rows, axis: str, *, of: Mapping[str, Any]) -> tuple[float, float]:
    ends = [point[key] for point in points for key in (f"{axis}_low", axis, f"{axis}_high")]
    middle = of.get(f"{axis}_middle")
    ends += [] if middle is None else [middle]
    if axis == "y":
        ends.append(0.0)
    low, high = min(ends), max(ends)
    room = (high - low) * 0.08 or 1.0
    return low - room, high + room


def _middle(data: Mapping[str, Any], *, plot: _Plot) -> dict[str, Rows]:
    x, y = data.get("x_middle"), data.get("y_middle")
    both = x is not None and y is not None
    return {
        "field": [{"a": plot.x[0], "b": x, "c": y, "d": plot.y[1]}] if both else [],
        "across": [] if y is None else [{"y": y}],
        "upright": [] if x is None else [{"x": x}],
    }


def _corners(data: Mapping[str, Any], *, plot: _Plot, reader: Reader) -> dict[str, Any]:
    """Name the four fields; the near ones stand at the start of the lines."""
    told = data.get("corners") or {}
    heights = {"top": plot.value(0, 12)[1], "bottom": plot.value(0, plot.height - 12)[1]}

    def named(side: str, x: float) -> Rows:
        return [
            {"x": x, "y": heights[end], "s": words(str(told[f"{end}_{side}"]), reader=reader)}
            for end in heights
            if f"{end}_{side}" in told
        ]

    return {
        "corners_near": named("near", plot.x[0]),
        "corners_far": named("far", plot.x[1]),
        "near_align": "right" if reader.rtl else "left",
        "far_align": "left" if reader.rtl else "right",
        "near_dx": -8 if reader.rtl else 8,
        "far_dx": 8 if reader.rtl else -8,
    }


def _bodies(points: Rows) -> dict[str, Rows]:
    def dots(kind: str) -> Rows:
        return [{"x": point["x"], "y": point["y"]} for point in points if point["kind"] == kind]

    def whiskers(kind: str) -> Rows:
        return [line for point in points if point["kind"] == kind for line in _cross(point)]

    return {
        "dots": dots(""),
        "dots_act": dots("act"),
        "hollow": dots("few"),
        "whiskers": whiskers(""),
        "whiskers_act": whiskers("act"),
        "whiskers_few": whiskers("few"),
    }


def _cross(point: Mapping[str, Any]) -> Iterator[dict[str, float]]:
    x, y = point["x"], point["y"]
    yield {"a": point["x_low"], "b": point["x_high"], "c": y, "d": y}
    yield {"a": x, "b": x, "c": point["y_low"], "d": point["y_high"]}


def _names(points: Rows, *, plot: _Plot, limit: float, reader: Reader) -> dict[str, Rows]:
    """Put each name where it covers least: beside its point, above or below it.

    A name for which there is no place but on other names and points is left to the table, unless it is to be
    acted on.
    """
    taken = [box for point in points for box in _ink(point, plot=plot)]
    written = [next(_ink(point, plot=plot)) for point in points]
    found: dict[str, Rows] = {"": [], "act": [], "few": []}
    for point in sorted(points, key=lambda one: (-one["act"], -one["y"])):
        name = str(point["name"])
        wide = min(sum(map(_letter, name)), limit)
        box = _freest(_places(point, plot=plot, wide=wide), taken, plot=plot)
        if not point["act"] and _hides(box, written):
            continue
        taken.append(box)
        written.append(box)
        x, y = plot.value((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        found[point["kind"]].append({"x": x, "y": y, "s": words(name, reader=reader)})
    return {"names": found[""], "names_act": found["act"], "names_few": found["few"]}


def _hides(box: _Box, written: Sequence[_Box]) -> bool:
    """Whether a name would lie on others, or on points that are not its own, so that it cannot be read."""
    area = (box.right - box.left) * (box.bottom - box.top)
    return sum(box.shared(other) for other in written) > area * READABLE


def _letter(sign: str) -> float:
    """How wide a sign is, about: one of Chinese is as wide as high, Arabic letters are narrow."""
    return 12.0 if sign >= "\u2e80" else 5.6 if "\u0590" <= sign <= "\u07ff" else 6.6


def _ink(point: Mapping[str, Any], *, plot: _Plot) -> Iterator[_Box]:
    x, y = plot.at(point["x"], point["y"])
    yield _Box(x - 6, x + 6, y - 6, y + 6)
    yield _Box(plot.at(point["x_low"], 0)[0], plot.at(point["x_high"], 0)[0], y - 1, y + 1)
    yield _Box(x - 1, x + 1, plot.at(0, point["y_high"])[1], plot.at(0, point["y_low"])[1])


def _places(point: Mapping[str, Any], *, plot: _Plot, wide: float) -> Iterator[_Box]:
    x, y = plot.at(point["x"], point["y"])
    for down in (-GAP, GAP + LINE - 4, 4 - 2 * LINE, 2 * LINE):
        top = y + down - LINE / 2
        yield _Box(x + GAP, x + GAP + wide, top, top + LINE)
        yield _Box(x - GAP - wide, x - GAP, top, top + LINE)
        yield _Box(x - wide / 2, x + wide / 2, top, top + LINE)


def _freest(places: Iterable[_Box], taken: Sequence[_Box], *, plot: _Plot) -> _Box:
    """Take the first place that covers nothing, else that which covers least."""
    covered: list[tuple[float, _Box]] = []
    for place in places:
        if (area := _covered(place, taken, plot=plot)) == 0:
            return place
        covered.append((area, place))
    return min(covered, key=itemgetter(0))[1]


def _covered(box: _Box, taken: Sequence[_Box], *, plot: _Plot) -> float:
    """How much a name covers of others; what would stand outside the plot counts most."""
    inside = _Box(2, plot.width - 2, 20, plot.height - 20)
    outside = (box.right - box.left) * (box.bottom - box.top) - box.shared(inside)
    return 10 * outside + sum(box.shared(other) for other in taken)
