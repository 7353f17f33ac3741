"""What goes with an outcome, and how much of it: the drivers among what the same people were asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cxstats.drivers.contrasts import Contrast
from cxstats.drivers.gram import Gram
from cxstats.drivers.results import Drivers
from cxstats.drivers.table import drivers_from_gram
from cxstats.estimate import Estimate, Moments
from cxstats.moments import of_share
from cxstats.scores import mean, share_from_moments
from ninefold.engine.engines import engine
from ninefold.engine.filters import Filter
from ninefold.engine.snapshot import state_of
from ninefold.engine.together import Answered, Plan, Question, answered
from ninefold.kit.memory import Kept
from ninefold.listen.surveys.queries import Scale, scales
from ninefold.people.organisations.models import Organisation
from ninefold.understand.drivers.answered import given
from ninefold.understand.drivers.asking import MOST, Asked
from ninefold.understand.drivers.measured import NEEDED, measures_of, with_measures
from ninefold.understand.drivers.sides import both_sides
from ninefold.understand.drivers.table import Analysis, Candidate, Line, Silence, Table, ends_of
from ninefold.understand.metrics.queries import Facts, facts_of, metrics_of
from ninefold.understand.metrics.registry import Metric, top_share, usual_top

FEWEST: Final = 200
"""Complete answers below which drivers are not told apart: intervals were simulated from here on."""

FEWEST_BLOCKS: Final = 50
"""Of the hundred blocks of people, so many must hold answers: errors come from leaving each out in turn."""

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

    def plan(self, facts: Facts) -> Plan:
        """Say what is read: the drivers by name, else the questions that most answered together."""
        items = {scale.column: scale for scale in self.items}
        named = tuple(name for name in items if name in self.asked.columns)
        chosen = named or any(name in self.beside for name in self.asked.columns)
        questions = [_question_of(scale, sound=scale.column in facts.sound) for scale in self.items]
        return Plan(
            questions=(*questions, *(Question(column=name, measured=True) for name in self.beside)),
            outcome=self.scale.column,
            drivers=(*named, *self.beside) if chosen else (),
            seed=self.asked.seed,
            about=facts.about,
        )

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
    facts = question.facts()
    plan = question.plan(facts)
    found = answered(frame=question.measured(facts).frame, plan=plan, engine=engine())
    gram, wanted = found.gram, found.drivers
    if gram is None or _too_few(gram, threshold=question.organisation.threshold):
        return question.too_few()
    same = _same_everywhere(gram)
    if question.outcome.column in same or len(same) == len(wanted):
        return question.silent(Silence.NOBODY_DIFFERS, chosen=wanted, same=same)
    if same:
        wanted = tuple(name for name in wanted if name not in same)
        gram = gram.select((*wanted, question.outcome.column))
    try:
        told = drivers_from_gram(gram)
    except ValueError:  # what was asked twice in the same words: neither can be told from the other
        return question.silent(Silence.ALIKE, chosen=wanted, same=same)
    ends = [each.ends for each in plan.questions if each.ends and each.column in found.drivers]
    lines = _lines(
        question,
        done=_done(found, plan=plan),
        found=told,
        gram=gram.total(),
        sides=both_sides(found.ends, ends=ends),
    )
    return Analysis(
        outcome=question.outcome,
        outcomes=question.outcomes,
        candidates=question.candidates(wanted, same=same),
        table=Table(lines=lines, found=told, asked=found.rows),
        silence=None,
    )


def _question_of(scale: Scale, *, sound: bool) -> Question:
    best = usual_top(scale.low, scale.high)
    found = Question(column=scale.column, best=best, ends=ends_of(scale))
    return found if sound else replace(found, low=scale.low, high=scale.high)


def _done(found: Answered, *, plan: Plan) -> dict[str, Estimate]:
    """Say how well each of the drivers is done: the share of its best answers, of all who answered it.

    They are enough to be shown, for those who answered all of them are.
    """
    n, best = found.together.diagonal().tolist(), found.best.tolist()
    return {
        each.column: share_from_moments(moments=of_share(successes=best[place], n=n[place]))
        for place, each in enumerate(plan.questions)
        if each.column in found.drivers and not each.measured
    }


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
    done: Mapping[str, Estimate],
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
            performance=done[one.name],
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
