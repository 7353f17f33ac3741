"""The pictures of a journey and the tables behind them: the map, where runs stop, how long they take."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from cxstats.estimate import Estimate
from ninefold.engine.instances import EDGES, Variant
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Table
from ninefold.kit.units import as_shown, column_kind, exported, hidden_people_words
from ninefold.understand.journey_health.durations import duration_text, from_text
from ninefold.understand.journey_health.rows import Stage, StepRow
from ninefold.understand.journey_health.runs import Runs, share_of
from ninefold.understand.journey_health.silence import Silent
from ninefold.understand.metrics.registry import Metric

# So many letters of a way are written beside its bar.
WORDS = 60


def map_figure(*, stages: Sequence[Stage], metric: Metric, threshold: int, reader: Reader) -> Figure:
    """Draw the score of every touchpoint with its interval, in the order of the journey."""
    rows = [row for stage in stages for row in stage.rows]
    return Figure(
        key="map",
        chart="bars",
        data={
            "label": _("%(metric)s at every touchpoint of the journey, each with its 95%% interval")
            % {"metric": metric.name},
            "rows": [_bar(row) for row in rows],
            "mark": "dot",
            "threshold": threshold,
            "decimals": metric.decimals,
            "suffix": "%" if metric.is_percent else "",
        },
        table=_map_table(
            stages, metric=metric, hidden=hidden_people_words(reader=reader, threshold=threshold)
        ),
    )


def _bar(row: StepRow) -> dict[str, Any]:
    name = row.step.touchpoint.name
    if row.score is None or row.score.few:
        return {"name": name, "hidden": True, "value": None, "low": None, "high": None, "n": None}
    shown = as_shown(row.score.estimate, unit=row.score.metric)
    return {"name": name, **shown, "n": row.score.estimate.n, "act": row.weakest}


def _map_table(stages: Sequence[Stage], *, metric: Metric, hidden: str) -> Table:
    kind = column_kind(metric)
    columns = (
        Column(key="stage", title=_("Stage")),
        Column(key="touchpoint", title=_("Touchpoint")),
        Column(key="value", title=str(metric.name), kind=kind),
        Column(key="low", title=_("From, 95%"), kind=kind),
        Column(key="high", title=_("To, 95%"), kind=kind),
        Column(key="n", title=_("n"), kind="integer"),
        Column(key="others", title=_("Against the others")),
        Column(key="events", title=_("Events"), kind="integer"),
        Column(key="owner", title=_("Owner")),
        Column(key="flags", title=_("Pointed out")),
    )
    rows = [_map_row(row, stage=stage, hidden=hidden) for stage in stages for row in stage.rows]
    return Table(name=_("Map of the journey"), columns=columns, rows=rows)


def _map_row(row: StepRow, *, stage: Stage, hidden: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "stage": stage.name,
        "touchpoint": row.step.touchpoint.name,
        "events": row.events,
        "owner": row.owner,
        "flags": _(", ").join(str(flag.label) for flag in row.step.flags),
    }
    if row.change is None:
        return found
    if row.change.now.few:
        return found | {"others": hidden}
    estimate, metric = row.change.now.estimate, row.change.metric
    ends = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    found |= {name: exported(each, unit=metric) for name, each in ends.items()}
    return found | {"n": estimate.n, "others": row.change.against_others}


def stops_figure(*, found: Runs, names: Mapping[int, str], threshold: int, reader: Reader) -> Figure:
    """Draw the share of runs that reach a touchpoint and none after it.

    Parameters
    ----------
    names : what stands at each place of the journey.
    """
    losses = {stop.place: stop.share for stop in found.stops if stop.share and stop.place != _end(found)}
    hidden = hidden_people_words(reader=reader, threshold=threshold)
    largest = max(losses, key=lambda place: losses[place].value or 0.0, default=0)
    return Figure(
        key="stops",
        chart="bars",
        data={
            "label": _("Share of runs that go no further than each touchpoint"),
            "rows": [
                {
                    "name": names[stop.place],
                    "hidden": True,
                    "value": None,
                    "low": None,
                    "high": None,
                    "n": None,
                }
                if stop.share is None
                else {
                    "name": names[stop.place],
                    **as_shown(stop.share, unit="percent"),
                    "n": None,
                    "act": stop.place == largest,
                }
                for stop in found.stops
            ],
            "mark": "bar",
            "hidden": hidden,
            "decimals": 1,
            "suffix": "%",
        },
        table=_stops_table(
            found, names=names, hidden=hidden_people_words(reader=reader, threshold=threshold)
        ),
    )


def _end(found: Runs) -> int:
    return max((stop.place for stop in found.stops), default=0)


def _stops_table(found: Runs, *, names: Mapping[int, str], hidden: str) -> Table:
    columns = (
        Column(key="touchpoint", title=_("Touchpoint")),
        Column(key="share", title=_("Runs that go no further"), kind="percent"),
        Column(key="low", title=_("From, 95%"), kind="percent"),
        Column(key="high", title=_("To, 95%"), kind="percent"),
        Column(key="runs", title=_("Runs in all"), kind="integer"),
        Column(key="note", title=_("Note")),
    )
    rows = [
        {"touchpoint": names[stop.place], "note": hidden}
        if stop.share is None
        else {
            "touchpoint": names[stop.place],
            "share": stop.share.value,
            "low": stop.share.low,
            "high": stop.share.high,
            "runs": stop.share.n,
        }
        for stop in found.stops
    ]
    return Table(name=_("Where runs stop"), columns=columns, rows=rows)


def silence_figure(
    *, found: Sequence[Silent], names: Mapping[int, str], threshold: int, reader: Reader
) -> Figure:
    """Draw the share of visits to every touchpoint that have no answer."""
    hidden = hidden_people_words(reader=reader, threshold=threshold)
    columns = (
        Column(key="touchpoint", title=_("Touchpoint")),
        Column(key="value", title=_("Visits without an answer"), kind="percent"),
        Column(key="low", title=_("From, 95%"), kind="percent"),
        Column(key="high", title=_("To, 95%"), kind="percent"),
        Column(key="n", title=_("Visits"), kind="integer"),
        Column(key="note", title=_("Note")),
    )
    return Figure(
        key="silence",
        chart="bars",
        data={
            "label": _("Share of visits without an answer at every touchpoint where customers are asked"),
            "rows": [_silent_bar(each, name=names[each.place]) for each in found],
            "mark": "bar",
            "hidden": hidden,
            "decimals": 1,
            "suffix": "%",
        },
        table=Table(
            name=_("Who says nothing"),
            columns=columns,
            rows=[
                {"touchpoint": names[each.place], "note": hidden}
                if each.share is None
                else {"touchpoint": names[each.place]} | _ends(each.share)
                for each in found
            ],
        ),
    )


def _silent_bar(silent: Silent, *, name: str) -> dict[str, Any]:
    if silent.share is None:
        return {"name": name, "hidden": True, "value": None, "low": None, "high": None, "n": None}
    return {"name": name, **as_shown(silent.share, unit="percent"), "n": silent.share.n}


def _ends(share: Estimate) -> dict[str, Any]:
    return {"value": share.value, "low": share.low, "high": share.high, "n": share.n}


def lasted_figure(*, found: Runs, reader: Reader) -> Figure:
    """Draw how long runs take from their first event to their last."""
    edges = (None, *EDGES)
    known = [count is not None for count in found.lasted]
    shown = range(known.index(True), len(known) - known[::-1].index(True)) if any(known) else range(0)
    names = {place: from_text(edges[place], reader=reader) for place in shown}
    return Figure(
        key="lasted",
        chart="histogram",
        data={
            "label": _("How long runs take from their first event to their last"),
            "bins": [
                {
                    "name": _brief(edges[place], reader=reader),
                    "count": found.lasted[place] or 0,
                    "tone": "ink",
                }
                for place in shown
            ],
            "groups": [],
        },
        table=Table(
            name=_("Duration of runs"),
            columns=(
                Column(key="duration", title=_("From the first event to the last")),
                Column(key="runs", title=_("Runs"), kind="integer"),
                Column(key="share", title=_("Share"), kind="percent"),
            ),
            rows=[
                {
                    "duration": names[place],
                    "runs": found.lasted[place],
                    "share": None
                    if found.lasted[place] is None
                    else (found.lasted[place] or 0) / (found.n or 1),
                }
                for place in shown
            ],
        ),
    )


def _brief(edge: int | None, *, reader: Reader) -> str:
    return _("less") if edge is None else duration_text(edge, reader=reader)


def ways_figure(*, found: Runs, names: Mapping[str, str], reader: Reader) -> Figure:
    """Draw the most frequent ways by their share of the runs.

    Parameters
    ----------
    names : what a kind of event is called on the map.
    """
    ways = [
        (" → ".join(names.get(kind, kind) for kind in way.kinds), way, share_of(way.n, all_of=found.n or 1))
        for way in found.variants
    ]
    return Figure(
        key="ways",
        chart="bars",
        data={
            "label": _("Share of runs that take each of the most frequent ways"),
            "rows": [
                {"name": text[:WORDS], **as_shown(share, unit="percent"), "n": way.n}
                for text, way, share in ways
            ],
            "mark": "bar",
            "decimals": 1,
            "suffix": "%",
        },
        table=Table(
            name=_("Most frequent ways"),
            columns=(
                Column(key="way", title=_("Way")),
                Column(key="runs", title=_("Runs"), kind="integer"),
                Column(key="share", title=_("Share"), kind="percent"),
                Column(key="low", title=_("From, 95%"), kind="percent"),
                Column(key="high", title=_("To, 95%"), kind="percent"),
                Column(key="median", title=_("Half of them take at most")),
            ),
            rows=[_way(text, way=way, share=share, reader=reader) for text, way, share in ways],
        ),
    )


def _way(text: str, *, way: Variant, share: Estimate, reader: Reader) -> dict[str, object]:
    return {
        "way": text,
        "runs": way.n,
        "share": share.value,
        "low": share.low,
        "high": share.high,
        "median": duration_text(way.median_seconds, reader=reader),
    }
