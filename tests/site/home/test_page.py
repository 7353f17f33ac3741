"""The Overview in words: no more than the numbers support."""

from dataclasses import replace
from datetime import date

import pytest
from tests import factories
from tests.understand.pages import crowd
from tests.understand.tallied import change

from cxstats.compare.looks import Family
from cxstats.estimate import Moments, Verdict
from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.locales import Reader
from ninefold.site.home.answering import Answering, Gap
from ninefold.site.home.page import headline, overview_page
from ninefold.site.home.queries import overview

pytestmark = pytest.mark.django_db
WHERE = Filter(sight=EVERYTHING, since=date(2026, 2, 1), until=date(2026, 3, 1), channel=("e-mail",))


@pytest.fixture
def found():
    of = factories.organisation()
    factories.answers(of=of, rows=[{**row, "channel": "e-mail"} for row in crowd()])
    return overview(organisation=of, where=WHERE, reader=Reader())


def told(found, *verdicts, changed=()):
    tiles = [replace(tile, verdict=verdict) for tile, verdict in zip(found.tiles, verdicts, strict=True)]
    return headline(replace(found, tiles=tuple(tiles), changed=tuple(changed)))


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        ((Verdict.NONE, Verdict.NONE), "No key measure really changed."),
        ((Verdict.FEW, Verdict.NONE), "No key measure really changed."),
        ((Verdict.FEW, Verdict.FEW), "There is no earlier period to compare with yet."),
        ((Verdict.BETTER, Verdict.NONE), "NPS got better."),
        ((Verdict.NONE, Verdict.WORSE), "CSAT got worse."),
        ((Verdict.BETTER, Verdict.WORSE), "NPS got better, CSAT got worse."),
        ((Verdict.BETTER, Verdict.BETTER), "NPS and CSAT got better."),
    ],
)
def test_headline_says_what_really_changed(found, verdicts, sentence):
    assert told(found, *verdicts) == sentence


def test_headline_names_the_surest_group_of_either_direction(found):
    sums = Moments(n=20, s=0, ss=10)
    worse, better = (
        change(metric=found.tiles[0].metric, now=sums, before=sums, group=name, verdict=verdict)
        for name, verdict in (("Shop", Verdict.WORSE), ("App", Verdict.BETTER))
    )
    assert told(found, Verdict.NONE, Verdict.NONE, changed=[worse, better]) == (
        "No key measure really changed. NPS fell for “\u2068Shop\u2069”. NPS rose for “\u2068App\u2069”."
    )


def page(found):
    return overview_page(found=found, where=WHERE, threshold=10, reader=Reader())


def test_axis_of_a_tile_reaches_to_its_target(found):
    metric = replace(found.tiles[0].metric, target=95.0)
    far = replace(found.tiles[0], pairs=replace(found.tiles[0].pairs, metric=metric))
    low, high = page(replace(found, tiles=(far, *found.tiles[1:]))).tiles[0].axis
    assert low < 100 * far.now.estimate.low
    assert high > 95.0


def test_axis_of_a_hidden_tile_is_the_whole_scale(found):
    blank = change(metric=found.tiles[0].metric, now=Moments(), hidden=True)
    assert page(replace(found, tiles=(blank, *found.tiles[1:]))).tiles[0].axis == (-100.0, 100.0)


def test_number_of_looks_is_said(found):
    sentence = "Real changes {} on this page: {}. False alarms are held to 1 in 20."
    assert page(found).looks == sentence.format("among the 4 comparisons", 0)
    in_persian = overview_page(found=found, where=WHERE, threshold=10, reader=Reader(language="fa"))
    assert in_persian.looks == sentence.format("among the ۴ comparisons", "۰")
    alone = replace(found, family=Family(size=1, method="benjamini-hochberg", alpha=0.05))
    assert page(alone).looks == sentence.format("in the 1 comparison", 0)
    none = replace(found, family=Family(size=0, method="benjamini-hochberg", alpha=0.05))
    assert page(none).looks == ""


def test_every_address_of_the_page_carries_the_filter(found):
    made = page(found)
    address = "period=2026-02-01..2026-02-28&channel=e-mail"
    assert made.address == address
    assert made.tiles[0].url == f"/understand/metrics/?metric=nps&{address}"
    assert made.tiles[0].working.query == f"/api/v1/understand/scores?metric=nps&{address}&version=1"
    assert made.tiles[0].panel == "p-nps"
    assert made.sides[0].url == f"/understand/metrics/?by=touchpoint&{address}"
    assert made.links["trend"] == {
        form.upper(): f"/overview/trend.{form}?{address}" for form in ("csv", "xlsx", "svg")
    }
    assert set(made.figures) == {"trend", "touchpoint", "answers"}


def test_long_list_of_gaps_is_cut_and_says_so(found):
    gaps = tuple(Gap(name=f"Step {number}", unowned=True, unmeasured=False) for number in range(8))
    made = overview_page(
        found=found,
        where=WHERE,
        threshold=10,
        reader=Reader(),
        answering=Answering(gaps=gaps),
    )
    assert ([gap.name for gap in made.gaps], made.more_gaps) == ([f"Step {n}" for n in range(6)], 2)


def test_change_leads_to_where_it_can_be_looked_into(found):
    group = next(each for side in found.breakdowns for each in side.changes if each.group == "Shop")
    made = page(replace(found, changed=(group, found.tiles[1])))
    assert [each.name for each in made.changed] == ["Shop: NPS", "CSAT"]
    assert (
        made.changed[0].url
        == "/understand/metrics/?period=2026-02-01..2026-02-28&channel=e-mail&metric=nps&touchpoint=Shop"
    )
