"""Every number of a report as JSON, unrounded, for whoever wants to check or to go on."""

from typing import Any

import orjson

from ninefold.kit.units import as_shown
from ninefold.understand.metrics.scoring import Score
from ninefold.understand.reports.contents import Report
from ninefold.understand.reports.queries import Grid, Numbers


def figures_json(*, report: Report) -> bytes:
    """Write the numbers of a report; hidden groups are absent here as on the page."""
    found = report.numbers
    return orjson.dumps(
        {
            "file": report.opened.name,
            "rows": report.counts.rows,
            "taken": report.counts.taken,
            "rejected": report.counts.rejected,
            "columns": [each.to_json() for each in report.counts.columns],
            "mapping": report.mapping.to_json(),
            "metrics": {} if found is None else _metrics(found),
            "months": [] if found is None else _months(found),
            "grid": [] if report.grid is None else _grid(report.grid),
            "groups": [] if found is None else _groups(found),
        },
        option=orjson.OPT_INDENT_2,
    )


def _score(score: Score) -> dict[str, Any]:
    told: dict[str, Any] = {
        **as_shown(score.estimate, unit=score.metric),
        "n": score.estimate.n,
        "method": score.estimate.method,
        "blank": score.answers.blank,
        "outside": score.answers.outside,
    }
    if score.metric.slug == "nps":
        told |= {"promoters": score.promoters, "passives": score.passives, "detractors": score.detractors}
    if score.weighted is not None:
        told["weighted"] = {
            **as_shown(score.weighted, unit=score.metric),
            "n": score.weighted.n,
            "n_effective": score.weighted.n_effective,
        }
    return told


def _metrics(found: Numbers) -> dict[str, Any]:
    return {slug: _score(score) for slug, score in found.whole.scores.items() if not score.hidden}


def _months(found: Numbers) -> list[dict[str, Any]]:
    return [
        {
            "start": point.period.start.isoformat(),
            **{
                slug: _score(score)
                for slug, score in (point.group.scores if point.group else {}).items()
                if not score.hidden
            },
        }
        for point in found.points
    ]


def _grid(grid: Grid) -> list[dict[str, Any]]:
    slug = grid.metric.slug
    return [
        {"group": name, "start": period.start.isoformat(), slug: _score(group.scores[slug])}
        for name, groups in grid.rows
        for period, group in zip(grid.periods, groups, strict=True)
        if group is not None and not group.scores[slug].hidden
    ]


def _groups(found: Numbers) -> list[dict[str, Any]]:
    return [
        {
            "column": each.column,
            "group": change.group,
            change.metric.slug: _score(change.now),
            "verdict": change.verdict.value,
        }
        for each in found.breakdowns
        for change in each.changes
        if not change.now.few
    ]
