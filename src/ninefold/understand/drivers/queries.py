"""What goes with an outcome, and how much of it: the drivers among what the same people were asked."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import narwhals as nw

from cxstats.drivers.contrasts import Contrast
from cxstats.drivers.gram import Gram
from cxstats.drivers.results import Drivers
from cxstats.drivers.table import drivers_from_gram
from cxstats.estimate import Estimate, Moments
from cxstats.scores import mean
from ninefold.engine.blocks import BLOCKS
from ninefold.engine.engines import engine
from ninefold.engine.filters import Filter
from ninefold.engine.grams import BLOCK, Crossed, Wanted, crossed_together
from ninefold.engine.snapshot import state_of
from ninefold.kit.memory import Kept
from ninefold.listen.surveys.queries import Scale, scales
from ninefold.people.organisations.models import Organisation
from ninefold.understand.drivers.answered import given
from ninefold.understand.drivers.asking import Asked
from ninefold.understand.drivers.measured import NEEDED, measures_of, with_measures
from ninefold.understand.drivers.sides import both_sides, ends_wanted
from ninefold.understand.drivers.table import Analysis, Candidate, Line, Silence, Table
from ninefold.understand.drivers.together import MOST, Together, counted_together, pattern, together
from ninefold.understand.metrics.queries import Facts, facts_of, metrics_of, total_and_rows
from ninefold.understand.metrics.registry import Metric, top_share
from ninefold.understand.metrics.scoring import Group, Score

FEWEST: Final = 200
"""Complete answers below which drivers are not told apart: intervals were simulated from here on."""

FEWEST_BLOCKS: Final = 50
"""Of the hundred blocks of people, so many must hold answers: errors come from leaving each out in turn."""

OTHERS: Final = -1
"""In place of what the others answered together."""

ENOUGH: Final = 20_000
FEWEST_TO_TELL: Final = 2
"""So many answers tell which questions are answered together, those of so many blocks of people at least."""

NO_SPREAD: Final = 1e-9
"""Answers are whole numbers, or steps not much finer: a variance below this is rounding."""

OUTCOMES: Final = ("nps", "csat", "ces", "rating")


_KEPT = Kept[Analysis](most=32)


def analyse(*, organisation: Organisation, where: Filter, asked: Asked) -> Analysis:
    """Set an outcome against what the same people were asked."""
    known = scales(organisation=organisation, survey=where.survey).usable
    metrics = metrics_of(organisation=organisation, survey=where.survey)
    outcomes = _outcomes(metrics)
    outcome = next((each for each in outcomes if each.column == asked.outcome), None) or next(
        iter(outcomes), None
    )
    items = [scale for scale in known if scale.role == "item"][:MOST]
    if outcome is None or not items:
        silence = Silence.NO_OUTCOME if outcome is None else Silence.NO_QUESTIONS
        return Analysis(outcome=outcome, outcomes=outcomes, candidates=(), table=None, silence=silence)
    measures = measures_of(organisation=organisation)
    set_against = next(scale for scale in known if scale.column == outcome.column)
    return _KEPT.get(
        owner=organisation.pk,
        state=state_of(organisation=organisation.pk),
        asked=(organisation.threshold, outcome, outcomes, tuple(items), measures, where, asked),
        make=lambda: _analysed(
            _Question(
                organisation=organisation,
                where=where,
                outcome=outcome,
                outcomes=outcomes,
                scale=set_against,
                items=tuple(items),
                measures=measures,
                asked=asked,
            )
        ),
    )


def _outcomes(metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    """The first metric of each column that says how the whole was."""
    found = {column: [each for each in metrics if each.column == column] for column in OUTCOMES}
    return tuple(several[0] for several in found.values() if several)


@dataclass(frozen=True, kw_only=True)
class _Question:
    organisation: Organisation
    where: Filter
    outcome: Metric
    outcomes: tuple[Metric, ...]
    scale: Scale
    items: tuple[Scale, ...]
    measures: tuple[Scale, ...]
    asked: Asked

    @property
    def beside(self) -> tuple[str, ...]:
        """What was measured that the reader wants among the drivers."""
        named = {*self.asked.measures, *self.asked.columns}
        return tuple(scale.column for scale in self.measures if scale.column in named)

    def facts(self) -> Facts:
        """The answers that hold the outcome."""
        wanted = [top_share(scale) for scale in self.items]
        facts = facts_of(
            organisation=self.organisation,
            where=self.where,
            metrics=[self.outcome, *wanted],
            also=NEEDED if self.beside else (),
        )
        return replace(facts, frame=facts.frame.filter(given(self.scale, sound=facts.sound)))

    def measured(self, facts: Facts) -> Facts:
        """The same with what was measured of the same customers, where the reader wants that."""
        if not self.beside:
            return facts
        beside = with_measures(
            facts.frame,
            organisation=self.organisation,
            columns=self.beside,
            sight=self.where.sight,
            engine=engine(),
        )
        return replace(facts, frame=beside, sound=facts.sound | set(self.beside))

    def too_few(self) -> Analysis:
        """Say the same of few as of nobody: nothing but what was asked for is marked."""
        return self.silent(Silence.FEW, chosen=self.asked.columns)

    def silent(self, silence: Silence, *, chosen: Sequence[str] = (), same: Sequence[str] = ()) -> Analysis:
        return Analysis(
            outcome=self.outcome,
            outcomes=self.outcomes,
            candidates=self.candidates(chosen, same=same),
            table=None,
            silence=silence,
        )

    def candidates(self, chosen: Sequence[str], *, same: Sequence[str] = ()) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(scale=scale, chosen=scale.column in chosen, same=scale.column in same)
            for scale in [*self.items, *self.measures]
        )


def _analysed(question: _Question) -> Analysis:
    asked = question.facts()
    whole, answered = _asked(question, facts=asked)
    wanted = _wanted(question, answered=answered)
    facts = question.measured(asked)
    gram, sides = _crossed(question, facts=facts, columns=wanted, answered=answered) if wanted else (None, {})
    if gram is None or _too_few(gram, threshold=question.organisation.threshold):
        return question.too_few()
    same = _same_everywhere(gram)
    if question.outcome.column in same or len(same) == len(wanted):
        return question.silent(Silence.NOBODY_DIFFERS, chosen=wanted, same=same)
    if same:
        wanted = tuple(name for name in wanted if name not in same)
        gram = gram.select((*wanted, question.outcome.column))
    try:
        found = drivers_from_gram(gram)
    except ValueError:  # what was asked twice in the same words: neither can be told from the other
        return question.silent(Silence.ALIKE, chosen=wanted, same=same)
    lines = _lines(question, scores=whole.scores, found=found, gram=gram.total(), sides=sides)
    return Analysis(
        outcome=question.outcome,
        outcomes=question.outcomes,
        candidates=question.candidates(wanted, same=same),
        table=Table(lines=lines, found=found, asked=whole.scores[question.outcome.slug].estimate.n),
        silence=None,
    )


def _asked(question: _Question, *, facts: Facts) -> tuple[Group, Together]:
    """Score every question, and look which are answered together; some blocks of people tell, if many."""
    blocks = min(BLOCKS, max(FEWEST_TO_TELL, math.ceil(BLOCKS * 2 * ENOUGH / max(facts.about, 1.0))))
    code = pattern(scales=question.items, sound=facts.sound)
    told = nw.when(nw.col(BLOCK) < blocks).then(code).otherwise(nw.lit(OTHERS))
    metrics = [question.outcome, *map(top_share, question.items)]
    whole, rows = total_and_rows(facts=facts, metrics=metrics, by=told)
    rows.pop(OTHERS, None)
    if blocks == BLOCKS or sum(rows.values()) >= ENOUGH:
        return whole, counted_together(scales=question.items, rows=rows, share=blocks / BLOCKS)
    return whole, together(frame=facts.frame, scales=question.items, sound=facts.sound)


def _wanted(question: _Question, *, answered: Together) -> tuple[str, ...]:
    """The drivers by name, else the questions that most answered together; and what was measured."""
    items = [scale.column for scale in question.items]
    named = tuple(name for name in items if name in question.asked.columns)
    if named or any(name in question.beside for name in question.asked.columns):
        return (*named, *question.beside)
    return (*answered.around(question.asked.seed), *question.beside)


def _crossed(
    question: _Question, *, facts: Facts, columns: Sequence[str], answered: Together
) -> tuple[Gram | None, dict[str, Contrast]]:
    """Sum the cross products of the complete answers by block of people, and those of their ends beside."""
    chosen = [scale for scale in [*question.items, *question.measures] if scale.column in columns]
    items = [scale for scale in question.items if scale.column in columns]
    # Rows with gaps are left where they lie: half the time is that of rows on their way here.
    complete = facts.frame.filter(*(given(scale, sound=facts.sound) for scale in chosen))
    drivers = Wanted(columns=(*(scale.column for scale in chosen), question.scale.column))
    # How many of them were measured too nobody knows yet: then the ends of all are summed.
    n = 0 if question.beside else answered.with_all([scale.column for scale in items]) / answered.share
    ends = ends_wanted(outcome=question.scale, items=items, n=n)
    wanted = [drivers] if ends is None else [drivers, ends]
    grams = [_gram(found) for found in crossed_together(frame=complete, wanted=wanted, engine=engine())]
    return grams[0], both_sides(grams[-1], wanted=ends)


def _gram(found: Mapping[str | None, Crossed]) -> Gram | None:
    everybody = found.get(None)
    return everybody.grams[0] if everybody and everybody.grams else None


def _too_few(gram: Gram, *, threshold: int) -> bool:
    """Whether there are too few answers, or people: there are as many at least as blocks that hold rows."""
    return int(gram.n.sum()) < FEWEST or int((gram.n > 0).sum()) < max(FEWEST_BLOCKS, threshold)


def _same_everywhere(gram: Gram) -> tuple[str, ...]:
    """Name the columns that everybody answered alike."""
    spread = gram.total().covariance()
    return tuple(name for place, name in enumerate(gram.names) if spread[place, place] < NO_SPREAD)


def _lines(
    question: _Question,
    *,
    scores: Mapping[str, Score],
    found: Drivers,
    gram: Gram,
    sides: Mapping[str, Contrast],
) -> tuple[Line, ...]:
    items = {scale.column: scale for scale in question.items}
    measures = {scale.column: scale for scale in question.measures}
    lines = [
        Line(
            scale=items[one.name],
            found=one,
            performance=scores[top_share(items[one.name]).slug].estimate,
            sides=sides.get(one.name),
        )
        if one.name in items
        else Line(scale=measures[one.name], found=one, performance=None, level=_level(gram, one.name))
        for one in found.drivers
    ]
    return tuple(sorted(lines, key=lambda line: line.found.rank.value))


def _level(gram: Gram, name: str) -> Estimate:
    """The mean of a column over the complete answers."""
    place = gram.names.index(name)
    total, centre, n = float(gram.sums[place]), gram.centre[place], int(gram.n)
    squares = float(gram.products[place, place]) + 2 * centre * total + n * centre**2
    return mean(moments=Moments(n=n, s=total + n * centre, ss=squares))
