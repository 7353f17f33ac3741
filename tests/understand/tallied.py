"""Sums of groups as a reading of facts gives them, and comparisons, out of numbers that are made up."""

import numpy as np

from cxstats.estimate import Moments, Verdict
from ninefold.understand.comparisons.pairs import PLAIN, Change, Half, Pairs
from ninefold.understand.metrics.crowds import Crowd
from ninefold.understand.metrics.tallies import Answers, Tally

NOBODY = Moments()


def tally(rows, *, few=None):
    """Sums of metrics in groups.

    Parameters
    ----------
    rows : key, records, and the answers by the slug of a metric, of each group.
    few : who gave answers, by metric and the place of a group of too few people.
    """
    slugs = list(rows[0][2]) if rows else list(few or {})
    columns = {"n_rows": np.array([n for _key, n, _answers in rows], np.int64)}
    for slug in slugs:
        told = [answers[slug] for _key, _n, answers in rows]
        for part in ("n", "s", "ss"):
            columns[f"{slug}__{part}"] = np.array([getattr(each.moments, part) for each in told])
        columns[f"{slug}__blank"] = np.array([each.blank for each in told])
        columns[f"{slug}__outside"] = np.array([each.outside for each in told])
    return Tally(
        keys=[key for key, _n, _answers in rows],
        columns=columns,
        crowds={slug: Crowd(few=(few or {}).get(slug, {})) for slug in slugs},
    )


def answers(moments, *, blank=0, outside=0):
    """Answers to a metric."""
    return Answers(moments=moments, blank=blank, outside=outside)


def half(groups, *, hidden=False):
    """One side of comparisons: the sums of every group, all of them shown or all hidden."""
    return Half(
        parts={part: np.array([getattr(one, part) for one in groups]) for part in PLAIN},
        hidden=np.full(len(groups), hidden),
        weighable=np.full(len(groups), True),
    )


def change(*, metric, now, before=NOBODY, group=None, verdict=Verdict.NONE, hidden=False):
    """The change of one metric in one group, both sides of it hidden or shown."""
    now, before = half([now], hidden=hidden), half([before], hidden=hidden)
    return Change(pairs=Pairs(metric=metric, names=[group], now=now, before=before), place=0, verdict=verdict)


def told(one):
    """All that a change says, to hold two against each other."""
    return (one.metric.slug, one.group, one.now, one.before, one.difference, one.verdict)


def one_of(compared, *, group, slug):
    """The change of one metric in one group; None where it was not compared."""
    found = (each for each in compared.changes if (each.group, each.metric.slug) == (group, slug))
    return next(found, None)
