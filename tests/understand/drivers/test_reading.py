"""The sentences: none says more than the intervals of its table carry."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.pages import ISOLATES

from cxstats.drivers.contrasts import Contrast
from cxstats.drivers.results import Coefficient, Driver, Drivers, Rank
from cxstats.drivers.terms import Term
from cxstats.estimate import Estimate
from ninefold.kit.locales import Reader
from ninefold.listen.surveys.queries import Scale
from ninefold.understand.drivers.reading import explained, headline, leading, paragraphs, worst
from ninefold.understand.drivers.table import Analysis, Line, Silence, Table
from ninefold.understand.metrics.registry import standard

NPS = standard(scales=[Scale(column="nps", low=0, high=10, title="Recommend", role="nps")])[0]
READER = Reader()


def ranged(value, half):
    return Estimate(
        value=value, low=max(0.0, value - half), high=min(1.0, value + half), n=500, method="test"
    )


def sided(low, best, half=0.2):
    penalty, reward, gap = (
        Term(
            value=value, low=value - half, high=value + half, n=500, method="test", name="x",
            standard_error=half / 2, statistic=0.0, p_value=0.0,
        )
        for value in (low, best, abs(low) - abs(best))
    )  # fmt: skip
    return Contrast(
        name="x",
        penalty=penalty,
        reward=reward,
        asymmetry=gap,
        adjusted_p=0.0,
        label=None,
        n_penalty=50,
        n_reward=50,
    )


def line(name, *, share, half=0.02, places, done=0.8, told=True, sides=None):
    slope = Coefficient(estimate=ranged(0.5, 0.1), error=0.05, p_value=0.0, p_adjusted=0.0, standardised=0.3)
    found = Driver(
        name=name,
        importance=ranged(share / 2, half),
        importance_error=half / 2,
        share=ranged(share, half),
        share_error=half / 2,
        rank=Rank(value=places[0], low=places[0], high=places[1]),
        coefficient=slope,
        johnson=share / 2,
        vif=1.0,
        hollow=not told,
    )
    scale = Scale(column=f"q_{name}", low=1, high=5, title=name, role="item")
    return Line(scale=scale, found=found, performance=ranged(done, 0.01), sides=sides)


def analysis(*lines, p_value=0.0, overlapping=False):
    found = Drivers(
        outcome="nps",
        drivers=tuple(each.found for each in lines),
        r2=ranged(0.41, 0.04),
        p_value=p_value,
        n=500,
        left_out=0,
        not_visited=0,
        condition_number=2.0,
        overlapping=overlapping,
    )
    table = Table(lines=tuple(lines), found=found, asked=600)
    return Analysis(outcome=NPS, outcomes=(NPS,), candidates=(), table=table, silence=None)


def said(*lines, **more):
    return headline(found=analysis(*lines, **more), reader=READER).translate(ISOLATES)


FIRST = line("Delivery", share=0.5, places=(1, 1), done=0.6)
SECOND = line("Staff", share=0.3, places=(2, 3), done=0.8)
THIRD = line("Price", share=0.2, places=(2, 3), done=0.7)


def test_leader_that_is_done_worst():
    assert said(FIRST, SECOND, THIRD) == (
        "“Delivery” goes with NPS more than anything else here, and it is done worst."
    )


def test_leader_that_is_done_well():
    leader = line("Delivery", share=0.5, places=(1, 1), done=0.9)
    assert said(leader, SECOND, THIRD) == "“Delivery” goes with NPS more than anything else here."


def test_two_that_may_be_first():
    one, other = line("A", share=0.45, places=(1, 2)), line("B", share=0.4, places=(1, 2))
    assert said(one, other, line("C", share=0.15, places=(3, 3))) == (
        "Which of “A” and “B” goes with NPS most cannot be told."
    )


def test_many_that_may_be_first():
    lines = [line(name, share=1 / 3, places=(1, 3)) for name in "ABC"]
    assert said(*lines) == "3 things go with NPS; which of them most cannot be told."


def test_leader_that_may_be_nothing_leads_nobody():
    hollow = line("A", share=0.6, places=(1, 1), told=False)
    assert leading(analysis(hollow, SECOND).table) is None
    assert said(hollow, SECOND, THIRD).endswith("cannot be told.")


def test_nothing_is_told_from_nothing():
    hollow = [line(name, share=1 / 3, places=(1, 3), told=False) for name in "ABC"]
    assert said(*hollow) == "Nothing here can be told to go with NPS."
    assert said(FIRST, SECOND, THIRD, p_value=0.2) == "Nothing here can be told to go with NPS."


def test_one_question_alone():
    assert said(line("Delivery", share=1.0, places=(1, 1))) == "“Delivery” goes with NPS."


@pytest.mark.parametrize("silence", list(Silence))
def test_every_silence_has_words(silence):
    found = Analysis(outcome=NPS, outcomes=(NPS,), candidates=(), table=None, silence=silence)
    assert headline(found=found, reader=READER).endswith(".")


def test_how_much_is_explained():
    table = analysis(FIRST, SECOND, THIRD).table
    assert explained(table=table, outcome=NPS, reader=READER) == (
        "Together they go with 41% of the differences between the answers to NPS (37 to 45); the rest is not "
        "in these data."
    )


def test_reading_names_what_to_look_at_first_and_what_is_nothing():
    weak = line("Price", share=0.1, places=(3, 4), done=0.4)
    hollow = line("Shop", share=0.05, places=(3, 4), told=False, done=0.9)
    leader = line("Delivery", share=0.5, places=(1, 1), done=0.5)
    table = analysis(leader, line("Staff", share=0.35, places=(2, 2)), weak, hollow, overlapping=True).table
    told = tuple(each.translate(ISOLATES) for each in paragraphs(table=table, reader=READER))
    assert told == (
        (
            "If you could ask customers only one thing, ask this: “Delivery”. It carries 50% of what goes with "
            "the outcome (48 to 52)."
        ),
        "Look here first: “Delivery” carries more than an equal part and is done worse than the rest on average.",
        "“Price” is done worst and carries less than an equal part: 10% (8 to 12).",
        "Not told from nothing: “Shop”.",
        "Some of these questions say nearly the same; their shares may stand for one another.",
    )


places = st.tuples(st.integers(1, 4), st.integers(1, 4)).map(lambda two: (min(two), max(two)))
lines = st.lists(
    st.builds(
        line,
        st.sampled_from("ABCDEFG"),
        share=st.floats(0, 1),
        half=st.floats(0, 0.4),
        places=places,
        done=st.floats(0, 1),
        told=st.booleans(),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each.scale.title,
)


@settings(max_examples=200, derandomize=True)
@given(lines, st.floats(0, 1))
def test_no_sentence_claims_what_its_interval_does_not_carry(found, p_value):
    told = analysis(*found, p_value=p_value)
    text = headline(found=told, reader=READER).translate(ISOLATES)
    by_name = {each.scale.title: each for each in found}
    if "more than anything else" in text:
        leader = by_name[text[1]]
        assert p_value <= 0.05
        assert leader.told
        assert (leader.found.rank.low, leader.found.rank.high) == (1, 1)
    if "done worst" in text:
        rest = [each for each in found if each.scale.title != text[1]]
        assert all(by_name[text[1]].performance.high < each.performance.low for each in rest)
    for each in told.table.first():
        assert each.told
        assert each.found.share.low > 1 / len(found)
    assert len(worst(told.table)) <= 1
    if not any(each.told for each in found):
        assert text == "Nothing here can be told to go with NPS."


@pytest.mark.parametrize(("low", "best", "told"), [(-2.0, 1.0, True), (-0.1, 1.0, False), (-2.0, 0.1, False)])
def test_both_ends_are_told_where_both_can_be(low, best, told):
    leader = line("Delivery", share=0.5, places=(1, 1), done=0.9, sides=sided(low, best))
    said = paragraphs(table=analysis(leader, SECOND, THIRD).table, reader=READER)
    sentence = (
        "Its lowest answers go with 2.0 points less than those between (1.8 to 2.2), its best with 1.0 more "
        "(0.8 to 1.2)."
    )
    assert (sentence in said) is told


def test_both_ends_of_yes_and_no_are_told_with_two_decimals():
    leader = line("Delivery", share=0.5, places=(1, 1), done=0.9, sides=sided(-0.04, 0.31, half=0.01))
    said = paragraphs(table=analysis(leader, SECOND, THIRD).table, reader=READER)
    assert (
        "Its lowest answers go with 0.04 points less than those between (0.03 to 0.05), its best with 0.31 more "
        "(0.30 to 0.32)."
    ) in said


def test_names_are_isolated_from_the_direction_of_their_sentence():
    assert "“\u2068Delivery\u2069”" in headline(found=analysis(FIRST, SECOND, THIRD), reader=READER)


def test_many_names_end_in_how_many_more_there_are():
    leader = line("Delivery", share=0.5, places=(1, 1), done=0.9)
    hollow = [line(name, share=0.1, places=(2, 6), told=False) for name in "ABCDE"]
    said = [
        each.translate(ISOLATES) for each in paragraphs(table=analysis(leader, *hollow).table, reader=READER)
    ]
    assert said[-1] == "Not told from nothing: “A”, “B”, “C” and 2 more."
    two = [
        each.translate(ISOLATES)
        for each in paragraphs(table=analysis(leader, *hollow[:2]).table, reader=READER)
    ]
    assert two[-1] == "Not told from nothing: “A” and “B”."
    in_persian = paragraphs(table=analysis(leader, *hollow).table, reader=Reader(language="fa"))
    assert in_persian[-1].translate(ISOLATES).endswith("“C” and ۲ more.")
