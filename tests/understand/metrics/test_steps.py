"""How often each answer was given, out of sums of who gave it or a higher one."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.understand.trends.made import NPS, facts

from ninefold.understand.metrics.queries import counted
from ninefold.understand.metrics.steps import counts_of, steps_of


@given(answers=st.lists(st.integers(0, 10)))
def test_answers_are_counted_one_by_one(answers) -> None:
    rows = [{"nps": float(answer), "person": f"p{place}"} for place, answer in enumerate(answers)]
    found = counted(facts=facts(rows), keys=[], metrics=steps_of(NPS), weighted=False)
    seen = Counter(answers)
    assert counts_of(found, metric=NPS) == tuple(seen[answer] for answer in range(11))


@pytest.mark.parametrize(("answer", "counted_as"), [(8.5, 8), (-1.0, None), (11.0, None)])
def test_answer_between_two_counts_as_the_lower_and_one_outside_not_at_all(answer, counted_as) -> None:
    found = counted(facts=facts([{"nps": answer}]), keys=[], metrics=steps_of(NPS), weighted=False)
    assert counts_of(found, metric=NPS) == tuple(int(place == counted_as) for place in range(11))
