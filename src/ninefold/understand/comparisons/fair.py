"""Which group really differs: all groups of one side, held against each other or each against its past."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from cxstats.compare.looks import Family
from ninefold.engine.aggregates import by_period, moments
from ninefold.engine.filters import Filter
from ninefold.engine.sides import EVERYBODY
from ninefold.engine.snapshot import state_of
from ninefold.kit.locales import Reader
from ninefold.kit.memory import Kept
from ninefold.people.organisations.models import Organisation
from ninefold.understand.comparisons.mixing import Floats, mix_grams, only, plain_grams, varying
from ninefold.understand.comparisons.pairs import Change, Half
from ninefold.understand.comparisons.queries import BEFORE, NOW, compared_sums, judged, summed_by_side
from ninefold.understand.comparisons.sides import GROUP, Names, Side, grouped_by, mixable, names_of, sides_of
from ninefold.understand.comparisons.standings import NOBODY, Doubt, Standings, standings
from ninefold.understand.metrics.headcount import Name
from ninefold.understand.metrics.queries import Facts, counted_by_side, facts_of, metrics_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.scoring import concealed, groups
from ninefold.understand.metrics.tallies import Tally
from ninefold.understand.trends.windows import Window, reached, window_of


class Look(StrEnum):
    """What every group is held against."""

    OTHERS = "others"
    BEFORE = "before"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a page of groups is asked, as it stands in the address; what makes no sense is passed over."""

    metric: str = "nps"
    by: str = ""
    mix: tuple[str, ...] = ()
    look: Look = Look.OTHERS


@dataclass(frozen=True, kw_only=True)
class Found:
    """The numbers of one comparison.

    Attributes
    ----------
    answers : records in the period; None where their score is hidden.
    standings : each group against the others; None where each is held against its past.
    changes, family : each group now and before, and the looks they were judged in.
    """

    window: Window
    answers: int | None
    standings: Standings | None
    changes: tuple[Change, ...]
    family: Family
    doubt: Doubt


@dataclass(frozen=True, kw_only=True)
class Fair:
    """One comparison with what else could be asked.

    Attributes
    ----------
    mix : what is held equal; `mixable` is what could be. Both by column, with the name for people.
    """

    metric: Metric
    metrics: tuple[Metric, ...]
    side: Side
    sides: tuple[Side, ...]
    look: Look
    mix: tuple[str, ...]
    mixable: dict[str, str]
    found: Found

    @property
    def heard(self) -> dict[str, str]:
        """What is shown, by the parameter of an address that asks for it."""
        return {"metric": self.metric.slug, "by": self.side.key, "look": self.look.value}


_KEPT = Kept[Found | None](most=32)


def fair_groups(*, organisation: Organisation, where: Filter, asked: Asked, reader: Reader) -> Fair | None:
    """Compare the groups of one side; None where there is nothing to compare."""
    metrics = metrics_of(organisation=organisation, survey=where.survey)
    if not metrics:
        return None
    metric = next((each for each in metrics if each.slug == asked.metric), metrics[0])
    sides = sides_of(organisation=organisation)
    side = next((each for each in sides if each.key == asked.by), sides[0])
    offered = mixable(organisation=organisation, survey=where.survey, side=side)
    mix = only(asked.mix, of=offered) if asked.look is Look.OTHERS else ()
    question = _Question(
        organisation=organisation,
        where=where,
        metric=metric,
        side=side,
        mix=mix,
        fewest=organisation.staff_threshold if side.staff else 2,
        names=names_of(side),
    )
    found = _kept(question, look=asked.look, reader=reader)
    if found is None:
        return None
    return Fair(
        metric=metric,
        metrics=metrics,
        side=side,
        sides=sides,
        look=asked.look,
        mix=mix,
        mixable=offered,
        found=found,
    )


@dataclass(frozen=True, kw_only=True)
class _Question:
    organisation: Organisation
    where: Filter
    metric: Metric
    side: Side
    mix: tuple[str, ...]
    fewest: int
    names: Names


def _kept(asked: _Question, *, look: Look, reader: Reader) -> Found | None:
    """Answer from memory while nothing has changed; units may be moved and renamed while the facts stand."""
    of = asked.organisation
    return _KEPT.get(
        owner=of.pk,
        state=state_of(organisation=of.pk),
        asked=(
            *(of.threshold, asked.fewest, asked.metric, asked.side, asked.names, asked.mix),
            *(look, asked.where, reader),
        ),
        make=lambda: _found(asked, look=look, reader=reader),
    )


def _found(asked: _Question, *, look: Look, reader: Reader) -> Found | None:
    where = asked.where
    facts = facts_of(
        organisation=asked.organisation,
        where=reached(where),
        metrics=[asked.metric],
        by=asked.side.column,
        also=asked.mix,
    )
    shown = window_of(facts.frame, where=where, reader=reader)
    if shown is None:
        return None
    frame = grouped_by(facts.frame, side=asked.side, names=asked.names, engine=facts.engine)
    against = _against_before if look is Look.BEFORE else _against_others
    return against(asked, facts=replace(facts, frame=frame), shown=shown)


def _answers(asked: _Question, *, everybody: Tally, threshold: int) -> int | None:
    """The records of the period, if so many people gave their answer that they may be told."""
    (told,) = groups(found=everybody, metrics=[asked.metric], threshold=threshold)
    return told.rows or None


def _against_others(asked: _Question, *, facts: Facts, shown: Window) -> Found | None:
    metric = asked.metric
    now = replace(facts, frame=by_period(facts.frame, periods=[shown.now], engine=facts.engine))
    sides = counted_by_side(facts=now, sides={GROUP: 1}, metrics=[metric], whole=[metric])
    everybody, sums = sides[EVERYBODY], sides[GROUP]
    if not everybody.rows[0]:
        return None
    names, own, hidden = _shown(sums, metric=metric, threshold=facts.threshold)
    stood = standings(
        metric=metric,
        names=names,
        own=own,
        hidden=hidden,
        grams=_mixed(asked, now=now, names=names) if asked.mix and len(names) > 1 else plain_grams(own),
        mixed=bool(asked.mix),
        fewest=asked.fewest,
    )
    return Found(
        window=shown,
        answers=_answers(asked, everybody=everybody, threshold=facts.threshold),
        standings=stood,
        changes=(),
        family=stood.family,
        doubt=stood.doubt,
    )


def _shown(sums: Tally, *, metric: Metric, threshold: int) -> tuple[list[Name], Half, list[Name]]:
    """Give the groups that may be shown with their answers, and what the others are called."""
    conceal = concealed(found=sums, metric=metric, threshold=threshold)
    few = np.array(conceal, np.bool_) | (sums.column(metric.slug, "n") == 0)
    # Who belongs to no group is none to compare, but may be so few that another group hides them.
    named = [(place, key[-1]) for place, key in enumerate(sums.keys) if key[-1] is not None]
    shown = [(place, name) for place, name in named if not few[place]]
    places = np.array([place for place, _name in shown], np.int64)
    own = Half.of(sums, metric=metric, conceal=conceal, at=places)
    return [name for _place, name in shown], own, [name for place, name in named if few[place]]


def _mixed(asked: _Question, *, now: Facts, names: Sequence[Name]) -> Floats:
    """Read the cells of group and mix, of the groups that may be shown."""
    cells = moments(
        frame=now.frame,
        keys=[GROUP, *asked.mix],
        measures=[asked.metric.measure],
        floor=False,
        sound=now.sound,
    )
    grams = mix_grams(
        cells=cells,
        by=GROUP,
        fields=asked.mix,
        slug=asked.metric.slug,
        groups=names,
        threshold=now.threshold,
    )
    return varying(grams)


def _against_before(asked: _Question, *, facts: Facts, shown: Window) -> Found | None:
    metrics = [asked.metric]
    sides = summed_by_side(
        facts=facts, metrics=metrics, whole=metrics, now=shown.now, before=shown.before, sides=[GROUP]
    )
    everybody = sides[EVERYBODY]
    held = {key[0] for key in everybody.keys}
    if NOW not in held:
        return None
    if BEFORE not in held:
        shown = replace(shown, before=None)
    answers = _answers(asked, everybody=everybody.within(NOW), threshold=facts.threshold)
    parts = compared_sums(sides[GROUP], metrics=metrics, threshold=facts.threshold)
    named = [change for change in parts.changes if change.group is not None]
    told = sum(change.n > 0 for change in named)
    if told < (asked.fewest if asked.side.staff else 1):
        doubt = Doubt.STAFF if asked.side.staff and told else Doubt.HIDDEN
        return Found(window=shown, answers=answers, standings=None, changes=(), family=NOBODY, doubt=doubt)
    changes, family = judged(changes=named)
    return Found(
        window=shown, answers=answers, standings=None, changes=changes, family=family, doubt=Doubt.NONE
    )
