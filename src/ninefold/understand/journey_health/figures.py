"""The pictures of a journey and the tables behind them: the map, where runs break off, how long they take."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cxstats.estimate import Estimate
from ninefold.engine.instances import EDGES, Variant
from ninefold.kit.digits import number
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
        return {"name": name, "hidden": True}
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
        Column(key="change", title=_("Change against before"), kind=kind),
        Column(key="change_low", title=_("Change from, 95%"), kind=kind),
        Column(key="change_high", title=_("Change to, 95%"), kind=kind),
        Column(key="trend", title=_("Trend")),
        Column(key="events", title=_("Events"), kind="integer"),
        Column(key="hand_over", title=_("Hand-over")),
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
        "hand_over": row.handed.title if row.handed else "",
        **_trend(row),
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


def _trend(row: StepRow) -> dict[str, Any]:
    if row.trend is None or row.trend.difference is None:
        return {}
    change, metric = row.trend.difference, row.trend.metric
    ends = {"change": change.value, "change_low": change.low, "change_high": change.high}
    return {
        **{name: exported(each, unit=metric) for name, each in ends.items()},
        "trend": row.trend_words,
    }


def stops_figure(*, found: Runs, names: Mapping[int, str], threshold: int, reader: Reader) -> Figure:
    """Draw the share of runs that broke off at each touchpoint; together they are all that did.

    Where nothing ends a journey, runs that came to their end are among them: it shows how far they came.

    Parameters
    ----------
    names : what stands at each place of the journey.
    """
    told = {**names, 0: _("No touchpoint of the map")}
    label = _("Share of runs that broke off, by the furthest touchpoint they had reached")
    titles = (_("Where runs break off"), _("Runs that broke off there"), _("Runs in all"))
    if not found.closed:
        label = _("Share of runs, by the furthest touchpoint they had reached before they fell silent")
        titles = (_("How far runs came"), _("Runs silent since then"), _("Runs in all"))
    return _shares_figure(
        key="stops",
        label=label,
        shares=[(told[stop.place], stop.share) for stop in found.stops],
        titles=titles,
        hidden=hidden_people_words(reader=reader, threshold=threshold),
        largest=True,
        reader=reader,
    )


def silence_figure(
    *, found: Sequence[Silent], names: Mapping[int, str], threshold: int, reader: Reader
) -> Figure:
    """Draw the share of visits to every touchpoint that have no answer."""
    return _shares_figure(
        key="silence",
        label=_("Share of visits without an answer at every touchpoint where customers are asked"),
        shares=[(names[each.place], each.share) for each in found],
        titles=(_("Who says nothing"), _("Visits without an answer"), _("Visits")),
        hidden=hidden_people_words(reader=reader, threshold=threshold),
        reader=reader,
    )


def _shares_figure(
    *,
    key: str,
    label: str,
    shares: Sequence[tuple[str, Estimate | None]],
    titles: tuple[str, str, str],
    hidden: str,
    largest: bool = False,
    reader: Reader,
) -> Figure:
    """Draw one share a touchpoint; the hidden ones stand together at the end.

    Parameters
    ----------
    titles : of the table, of the share, and of what it is a share of.
    largest : whether to point at the largest; all are shares of the same then, so it is said once.
    """
    known = [(name, share) for name, share in shares if share is not None]
    most = max(known, key=lambda each: each[1].value or 0.0, default=None) if largest else None
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            **as_shown(share, unit="percent"),
            "n": None if largest else share.n,
            "act": (name, share) == most,
        }
        for name, share in known
    ]
    concealed = [name for name, share in shares if share is None]
    if concealed:
        rows.append({"name": _together(concealed, reader=reader), "hidden": True})
    data = {"label": label, "rows": rows, "mark": "bar", "hidden": hidden, "decimals": 1, "suffix": "%"}
    return Figure(key=key, chart="bars", data=data, table=_shares_table(shares, titles=titles, hidden=hidden))


def _together(names: Sequence[str], *, reader: Reader) -> str:
    if len(names) == 1:
        return names[0]
    words = ngettext("%(count)s touchpoint", "%(count)s touchpoints", len(names))
    return words % {"count": number(len(names), reader=reader)}


def _shares_table(
    shares: Sequence[tuple[str, Estimate | None]], *, titles: tuple[str, str, str], hidden: str
) -> Table:
    title, of_share, of_all = titles
    columns = (
        Column(key="touchpoint", title=_("Touchpoint")),
        *share_columns(of_share=of_share, of_all=of_all),
        Column(key="note", title=_("Note")),
    )
    rows = [
        {"touchpoint": name} | ({"note": hidden} if share is None else share_cells(share))
        for name, share in shares
    ]
    return Table(name=title, columns=columns, rows=rows)


def share_columns(*, of_share: str, of_all: str) -> tuple[Column, ...]:
    """Head the columns of a share with its interval, and of what it is a share of."""
    return (
        Column(key="value", title=of_share, kind="percent"),
        Column(key="low", title=_("From, 95%"), kind="percent"),
        Column(key="high", title=_("To, 95%"), kind="percent"),
        Column(key="n", title=of_all, kind="integer"),
    )


def share_cells(share: Estimate) -> dict[str, Any]:
    """Fill the columns of a share."""
    return {"value": share.value, "low": share.low, "high": share.high, "n": share.n}


def lasted_figure(*, found: Runs, threshold: int, reader: Reader) -> Figure:
    """Draw how long runs take from their first event to their last."""
    edges = (None, *EDGES)
    known = [count is not None for count in found.lasted]
    shown = range(known.index(True), len(known) - known[::-1].index(True)) if any(known) else range(0)
    return Figure(
        key="lasted",
        chart="histogram",
        data={
            "label": _("How long runs take from their first event to their last"),
            "bins": [
                {"name": _brief(edges[place], reader=reader), "count": found.lasted[place], "tone": "ink"}
                for place in shown
            ],
            "total": found.n,
            "groups": [],
        },
        table=Table(
            name=_("Duration of runs"),
            columns=(
                Column(key="duration", title=_("From the first event to the last")),
                Column(key="runs", title=_("Runs"), kind="integer"),
                Column(key="share", title=_("Share"), kind="percent"),
                Column(key="note", title=_("Note")),
            ),
            rows=[
                {"duration": from_text(edges[place], reader=reader)}
                | _lot(
                    found.lasted[place],
                    all_of=found.n or 1,
                    hidden=hidden_people_words(reader=reader, threshold=threshold),
                )
                for place in shown
            ],
        ),
    )


def _lot(runs: int | None, *, all_of: int, hidden: str) -> dict[str, Any]:
    return {"note": hidden} if runs is None else {"runs": runs, "share": runs / all_of}


def _brief(edge: int | None, *, reader: Reader) -> str:
    return _("less") if edge is None else duration_text(edge, reader=reader)


def ways_figure(*, found: Runs, names: Mapping[str, str], reader: Reader) -> Figure:
    """Draw the most frequent ways by their share of the runs.

    Parameters
    ----------
    names : what a kind of event is called on the map.
    """
    ways = [
        (" › ".join(names.get(kind, kind) for kind in way.kinds), way, share_of(way.n, all_of=found.n or 1))
        for way in found.variants
    ]
    return Figure(
        key="ways",
        chart="bars",
        data={
            "label": _("Share of runs that take each of the most frequent ways"),
            "rows": [
                {"name": Truncator(text).chars(WORDS), **as_shown(share, unit="percent"), "n": way.n}
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
                Column(key="value", title=_("Share"), kind="percent"),
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
        **share_cells(share),
        "median": duration_text(way.median_seconds, reader=reader),
    }
