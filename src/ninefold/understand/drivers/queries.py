"""What goes with an outcome, and how much of it: the drivers among what the same people were asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from cxstats.drivers.contrasts import Contrast
from cxstats.drivers.gram import Gram
from cxstats.drivers.penalty_reward import penalty_reward_from_gram
from cxstats.drivers.results import Drivers
from cxstats.drivers.table import drivers_from_gram
from cxstats.estimate import Estimate, Moments
from cxstats.scores import mean
from ninefold.engine.engines import engine
from ninefold.engine.filters import Filter
from ninefold.engine.grams import Wanted, crossed
from ninefold.engine.snapshot import state_of
from ninefold.kit.memory import Kept
from ninefold.listen.surveys.queries import Scale, scales
from ninefold.people.organisations.models import Organisation
from ninefold.understand.drivers.answered import given
from ninefold.understand.drivers.measured import NEEDED, measures_of, with_measures
from ninefold.understand.drivers.table import Analysis, Asked, Candidate, Line, Silence, Table, ends_of
from ninefold.understand.drivers.together import MOST, Together, together
from ninefold.understand.metrics.queries import Facts, facts_of, metrics_of, total
from ninefold.understand.metrics.registry import Metric, top_share

FEWEST: Final = 200
"""Complete answers below which drivers are not told apart: intervals were simulated from here on."""

BLOCKS: Final = 50
"""Of the hundred blocks of people, so many must hold answers: errors come from leaving each out in turn."""

FEWEST_SIDE: Final = 30
"""So many must have answered low, best and between: fewer would lie in too few of the blocks."""

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
    facts = question.measured(asked)
    told_apart = [*question.items, *(each for each in question.measures if each.column in question.beside)]
    counts = together(frame=facts.frame, scales=told_apart[-MOST:], sound=facts.sound)
    wanted = _wanted(question, counts=counts)
    if not wanted or counts.with_all(wanted) < FEWEST:
        return question.too_few()
    gram = _gram(question, facts=facts, columns=wanted)
    if gram is None or _holding(gram) < max(BLOCKS, question.organisation.threshold):
        return question.too_few()
    gram, ends = gram.select((*wanted, question.outcome.column)), gram
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
    lines = _lines(question, facts=asked, found=found, gram=ends)
    return Analysis(
        outcome=question.outcome,
        outcomes=question.outcomes,
        candidates=question.candidates(wanted, same=same),
        table=Table(lines=lines, found=found, asked=counts.all),
        silence=None,
    )


def _wanted(question: _Question, *, counts: Together) -> tuple[str, ...]:
    """The drivers by name, else the questions that most answered together; and what was measured."""
    items = [scale.column for scale in question.items]
    named = tuple(name for name in items if name in question.asked.columns)
    if named or any(name in question.beside for name in question.asked.columns):
        return (*named, *question.beside)
    return (*counts.around(question.asked.seed, among=items), *question.beside)


def _gram(question: _Question, *, facts: Facts, columns: Sequence[str]) -> Gram | None:
    """Sum the cross products of the complete answers, by block of people."""
    chosen = [scale for scale in [*question.items, *question.measures] if scale.column in columns]
    # Rows with gaps are left where they lie: half the time is that of rows on their way here.
    complete = facts.frame.filter(*(given(scale, sound=facts.sound) for scale in chosen))
    wanted = Wanted(
        columns=(*(scale.column for scale in chosen), question.scale.column),
        ends=tuple(each for scale in chosen if (each := ends_of(scale)) is not None),
    )
    found = crossed(frame=complete, wanted=wanted, engine=engine()).get(None)
    return found.grams[0] if found and found.grams else None


def _holding(gram: Gram) -> int:
    """How many blocks hold rows: so many people there are at least."""
    return int((gram.n > 0).sum())


def _same_everywhere(gram: Gram) -> tuple[str, ...]:
    """Name the columns that everybody answered alike."""
    spread = gram.total().covariance()
    return tuple(name for place, name in enumerate(gram.names) if spread[place, place] < NO_SPREAD)


def _lines(question: _Question, *, facts: Facts, found: Drivers, gram: Gram) -> tuple[Line, ...]:
    items = {scale.column: scale for scale in question.items}
    measures = {scale.column: scale for scale in question.measures}
    best = {one.name: top_share(items[one.name]) for one in found.drivers if one.name in items}
    scores = total(facts=facts, metrics=list(best.values())).scores if best else {}
    sides, whole = _sides(gram, items=[items[name] for name in best]), gram.total()
    lines = [
        Line(
            scale=items[one.name],
            found=one,
            performance=scores[best[one.name].slug].estimate,
            sides=sides.get(one.name),
        )
        if one.name in best
        else Line(scale=measures[one.name], found=one, performance=None, level=_level(whole, one.name))
        for one in found.drivers
    ]
    return tuple(sorted(lines, key=lambda line: line.found.rank.value))


def _sides(gram: Gram, *, items: Sequence[Scale]) -> dict[str, Contrast]:
    """Hold low and best answers against those between; a question that too few answered so is left out."""
    whole = gram.total()
    ends = [each for scale in items if (each := ends_of(scale)) is not None]
    count = {name: float(whole.sums[place]) for place, name in enumerate(gram.names)}
    enough = [
        each
        for each in ends
        if min(low := count[each.names[0]], high := count[each.names[1]], int(whole.n) - low - high)
        >= FEWEST_SIDE
    ]
    if not enough:
        return {}
    columns = [*(name for each in enough for name in each.names), gram.names[-1]]
    names = [each.column for each in enough]
    try:
        found = penalty_reward_from_gram(gram.select(columns), names=names)
    except ValueError:  # the low answers to one question are those to another
        return {}
    return dict(zip(names, found.items, strict=True))


def _level(gram: Gram, name: str) -> Estimate:
    """The mean of a column over the complete answers."""
    place = gram.names.index(name)
    total, centre, n = float(gram.sums[place]), gram.centre[place], int(gram.n)
    squares = float(gram.products[place, place]) + 2 * centre * total + n * centre**2
    return mean(moments=Moments(n=n, s=total + n * centre, ss=squares))
