"""The sentence of what changed claims no more than the looks carry."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.pages import ISOLATES
from tests.understand.tallied import change

from cxstats.compare.looks import Family
from cxstats.estimate import Moments, Verdict
from ninefold.kit.calendars import Period
from ninefold.kit.locales import Reader
from ninefold.listen.surveys.queries import Scale
from ninefold.understand.changes.queries import Changes, Look
from ninefold.understand.changes.reading import headline, looked
from ninefold.understand.metrics.registry import standard
from ninefold.understand.trends.windows import Window

NPS = standard(scales=[Scale(column="nps", low=0, high=10, title="Recommend", role="nps")])[0]
READER = Reader()
PERIOD = Period(start=date(2026, 2, 1), end=date(2026, 3, 1), label="February", short="Feb")


def look(verdict, *, group=None):
    sums = Moments(n=100, s=20, ss=60)
    told = change(metric=NPS, now=sums, before=sums, group=group, verdict=verdict)
    return Look(side="touchpoint" if group else "", change=told)


def found(*looks, size=None):
    real = tuple(each for each in looks if each.change.verdict in {Verdict.BETTER, Verdict.WORSE})
    return Changes(
        window=Window(now=PERIOD, before=PERIOD),
        real=real,
        looks=looks,
        family=Family(size=len(looks) if size is None else size, method="benjamini-hochberg", alpha=0.05),
        left_out=(),
        answers=100,
    )


B, W, N = Verdict.BETTER, Verdict.WORSE, Verdict.NONE


@pytest.mark.parametrize(
    ("looks", "sentence"),
    [
        ((look(W),), "NPS got worse."),
        ((look(B), look(N)), "NPS got better."),
        ((look(W, group="Shop"),), "NPS fell for “Shop”."),
        ((look(B, group="Shop"),), "NPS rose for “Shop”."),
        ((look(B, group="Shop"), look(W)), "NPS got worse, and 1 more change is real."),
        (
            (look(B), look(W, group="Shop"), look(B, group="Web")),
            "NPS got better, and 2 more changes are real.",
        ),
        ((look(W, group="Shop"), look(B, group="Web")), "NPS fell for “Shop”, and 1 more change is real."),
        ((look(B, group="Shop"), look(B, group="Web")), "NPS rose for “Shop”, and 1 more change is real."),
        ((look(N), look(N)), "Nothing really changed."),
        ((), "There is nothing to compare with yet."),
    ],
)
def test_sentence(looks, sentence):
    assert headline(found=found(*looks), reader=READER).translate(ISOLATES) == sentence


def test_looks_are_told():
    assert looked(found=found(look(N)), reader=READER).startswith("1 comparison was looked at;")
    assert looked(found=found(size=1200), reader=READER).startswith("1,200 comparisons were looked at;")
    assert looked(found=found(), reader=READER) == ""


@settings(max_examples=100, derandomize=True)
@given(
    st.lists(st.builds(look, st.sampled_from([B, W, N]), group=st.sampled_from([None, "A", "B"])), max_size=6)
)
def test_no_change_is_claimed_that_no_look_carries(looks):
    text = headline(found=found(*looks), reader=READER).translate(ISOLATES)
    verdicts = {(each.change.name if each.side else "", each.change.verdict) for each in looks}
    real = [each for each in looks if each.change.verdict is not N]
    if "got better" in text:
        assert ("", B) in verdicts
    if "got worse" in text:
        assert ("", W) in verdicts
    for name in "AB":
        if f"rose for “{name}”" in text:
            assert (name, B) in verdicts
        if f"fell for “{name}”" in text:
            assert (name, W) in verdicts
    if " more change" in text:
        assert f"{len(real) - 1} more" in text
    if not real:
        assert "really changed" in text or "nothing to compare" in text
