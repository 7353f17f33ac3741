"""The components as markup: states, escaping, digits, direction."""

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template

from cxstats.estimate import Difference, Estimate, Verdict
from ninefold.kit.arithmetic import Line
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Table

FA = Reader(language="fa", calendar="persian")
NPS = Estimate(value=0.368, low=0.342, high=0.394, n=2846, method="adjusted-wald")
CHANGE = Difference(
    value=-0.02, low=-0.037, high=-0.004, p_value=0.01, n_before=9, n_now=9, method="x", level=0.95
)


def render(source: str, **context: object) -> str:
    return Template("{% load ninefold %}" + source).render(Context({"reader": Reader(), **context})).strip()


@pytest.mark.parametrize(
    ("source", "reader", "written"),
    [
        ("{% number 12345.6 1 %}", Reader(), "<bdi>12,345.6</bdi>"),
        ("{% percent 0.815 1 %}", FA, "<bdi>۸۱٫۵٪</bdi>"),
        ("{% signed -6.4 1 %}", FA, "<bdi>\u200e−۶٫۴</bdi>"),
        ("{% digits '1 to 7' %}", FA, "۱ to ۷"),
        ("{% value nps 'nps' %}", Reader(), "<bdi>37</bdi>"),
        ("{% value None 'nps' %}", Reader(), "<bdi>·</bdi>"),
        ("{% interval nps 'nps' %}", FA, '<span class="nowrap">۳۴ تا ۳۹</span>'),
        ("{% interval None 'nps' %}", Reader(), "<bdi>·</bdi>"),
        ("{% difference change 'percent' %}", Reader(), "<bdi>−2.0</bdi> points"),
        ("{% difference change 'nps' %}", Reader(), "<bdi>−2.0</bdi>"),
        ("{% difference None 'percent' %}", Reader(), "<bdi>·</bdi>"),
        ("{% difference_interval change 'percent' %}", Reader(), "<bdi>−3.7</bdi> to <bdi>−0.4</bdi>"),
        ("{% date None %}{% moment None %}", Reader(), "··"),
    ],
)
def test_numbers_are_written_for_the_reader(source: str, reader: Reader, written: str) -> None:
    assert render(source, reader=reader, nps=NPS, change=CHANGE) == written


def test_reader_is_found_in_the_request_or_else_by_the_language() -> None:
    source = Template("{% load ninefold %}{% number 5 %}")
    assert source.render(Context({"request": SimpleNamespace(reader=FA)})) == "<bdi>۵</bdi>"
    assert source.render(Context({})) == "<bdi>5</bdi>"


def test_verdict_shows_shape_and_word() -> None:
    assert render("{% verdict found %}", found=Verdict.WORSE) == (
        '<span class="v worse"><svg viewBox="0 0 10 10" aria-hidden="true"><use href="#v-worse"/></svg>'
        "Real change: worse</span>"
    )


def test_verdict_refuses_an_unknown_word() -> None:
    with pytest.raises(KeyError):
        render("{% verdict 'significant' %}")


@pytest.mark.parametrize(
    ("n", "act", "style"), [(2846, False, "ib"), (2846, True, "ib acc"), (29, True, "ib hollow")]
)
def test_interval_bar_is_hollow_for_few_answers(n: int, act: bool, style: str) -> None:
    found = Estimate(value=0.4, low=0.3, high=0.5, n=n, method="x")
    assert f'class="{style}"' in render("{% interval_bar e 0 100 unit='nps' act=act %}", e=found, act=act)


def test_interval_bar_says_why_nothing_is_drawn() -> None:
    drawn = render("{% interval_bar None 0 100 %}", organisation=SimpleNamespace(threshold=12))
    assert drawn == '<span class="dim small">hidden: fewer than 12 people</span>'


TILE = (
    "{% tile label='NPS' estimate=nps unit='nps' axis_low=0 axis_high=100 change=change found='none' "
    "target=target panel='p-nps' few_note='Widen it.' %}"
)


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (42, "Target <b>42</b> not reached: the whole interval is below"),
        (30, "Target <b>30</b> reached: the whole interval is above"),
        (36.8, "Target <b>37</b> too close to call: it lies inside the interval"),
    ],
)
def test_tile_judges_its_target_by_the_interval(target: float, sentence: str) -> None:
    assert sentence in render(TILE, nps=NPS, change=CHANGE, target=target)


def test_tile_keeps_its_order() -> None:
    drawn = render(TILE, nps=NPS, change=CHANGE, target=42)
    parts = [
        "<b>NPS</b>",
        'popovertarget="p-nps"',
        "34 and 39",
        "n <bdi>2,846</bdi>",
        'class="ib"',
        "No real change",
        "−2.0",
        "Target",
    ]
    assert [drawn.index(part) for part in parts] == sorted(drawn.index(part) for part in parts)


def test_tile_with_too_few_answers_says_only_that() -> None:
    drawn = render(TILE, nps=None, change=CHANGE, target=42)
    assert "Too few to tell" in drawn
    assert "Widen it." in drawn
    assert not [word for word in ("−2.0", "Target", 'class="ib"', "popovertarget") if word in drawn]


def test_tile_without_panel_leads_to_its_address() -> None:
    source = "{% tile label='NPS' estimate=nps unit='nps' axis_low=0 axis_high=100 url='/m/' %}"
    assert 'href="/m/"' in render(source, nps=NPS)
    assert '<b class="val">' in render(source.replace("url='/m/'", ""), nps=NPS)


def test_voice_is_plain_text_in_its_own_direction() -> None:
    drawn = render(
        "{% voice text language='ar' score=2 spans=spans %}", text="<b>لا</b>", spans=[(0, 3, "neg")]
    )
    assert (
        '<blockquote class="voice" lang="ar" dir="rtl"><mark class="neg">&lt;b&gt;</mark>لا&lt;/b&gt;</blockquote>'
        in drawn
    )
    assert 'class="score lo"' in drawn


@pytest.mark.parametrize(("score", "badge"), [(6, "score lo"), (7, "score"), (9, "score hi"), (None, None)])
def test_voice_shapes_its_badge_by_the_score(score: float | None, badge: str | None) -> None:
    drawn = render("{% voice 'x' score=score %}", score=score)
    assert (f'class="{badge}"' in drawn) is (badge is not None)
    assert 'dir="auto"' in drawn


def test_heat_prints_each_value_and_hides_alike() -> None:
    rows = [("Delivery <x>", [NPS, None, Estimate(value=None, low=None, high=None, n=0, method="x")])]
    drawn = render(
        "{% heat caption='c' columns=columns rows=rows unit='nps' %}", columns=["a", "b", "c"], rows=rows
    )
    cells = [part.split("</td>")[0] for part in drawn.split('<td class="')[1:]]
    assert cells[0].startswith('h3"><bdi>37</bdi>')
    assert cells[1] == cells[2]
    assert "Delivery &lt;x&gt;" in drawn


def test_data_table_writes_each_cell_by_its_kind() -> None:
    table = Table("T", (Column("a", "A"), Column("b", "<B>", "percent")), [{"a": "<i>", "b": 0.5}, {}])
    drawn = render("{% data_table table %}", table=table, reader=FA)
    assert '<th scope="col" class="r">&lt;B&gt;</th>' in drawn
    assert '<bdi class="wrap">&lt;i&gt;</bdi>' in drawn
    assert '<td class="r"><bdi>۵۰٫۰٪</bdi></td>' in drawn


def test_figure_draws_two_widths_and_ends_in_an_action() -> None:
    data = {"label": "Answers", "bins": [{"name": "0", "count": 3}], "groups": []}
    source = "{% figure chart='histogram' data=data title='T' links=links next_text='Why' next_label='Read' next_url='/c/' %}"
    drawn = render(source, data=data, links={"CSV": "/x.csv"})
    assert drawn.count("<svg xmlns") == 2
    assert '<a class="btn" href="/c/">Read</a>' in drawn
    assert "style=" not in drawn


def test_panel_holds_its_content() -> None:
    drawn = render("{% panel id='p' title=title %}{{ inside }}{% endpanel %}", title="<T>", inside="<x>")
    assert 'id="p" popover' in drawn
    assert "&lt;T&gt;" in drawn
    assert "&lt;x&gt;" in drawn


class Pilot(forms.Form):
    name = forms.CharField(help_text="Seen by all")
    tell = forms.BooleanField()


def test_field_puts_the_label_above_and_the_error_below() -> None:
    form = Pilot({})
    drawn = render("{% field form.name %}{% field form.tell %}", form=form)
    assert drawn.index("<label") < drawn.index('class="in"') < drawn.index("This field is required.")
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'id="id_name_error"' in drawn


def test_progress_tells_its_value() -> None:
    assert '<progress max="100" value="42" aria-label="Reading"' in render(
        "{% progress 418 1000 'Reading' %}"
    )
    assert 'value="0"' in render("{% progress 5 0 'Reading' %}")


def test_empty_and_toast_offer_a_way_on() -> None:
    assert 'href="/new/"' in render("{% empty 'Nothing' reason='r' label='Start' url='/new/' %}")
    assert "hint" in render("{% empty 'Nothing' reason='r' %}")
    assert 'role="status"' in render("{% toast 'Saved' %}")


@pytest.mark.parametrize(
    ("low", "high", "found", "told"),
    [
        (-0.037, -0.004, Verdict.NONE, True),
        (0.004, 0.037, "none", True),
        (-0.004, 0.037, Verdict.NONE, False),
        (0.0, 0.037, Verdict.NONE, False),
        (-0.037, -0.004, Verdict.WORSE, False),
        (None, None, Verdict.NONE, False),
    ],
)
def test_interval_without_zero_and_no_real_change_are_reconciled(
    low: float | None, high: float | None, found: object, told: bool
) -> None:
    change = SimpleNamespace(value=-0.02, low=low, high=high)
    said = "Taken by itself this would be a real difference; among all comparisons of this page it may be chance."
    assert render("{% by_itself change found %}", change=change, found=found) == (said if told else "")
    tile = render(
        "{% tile label='NPS' estimate=nps unit='nps' axis_low=0 axis_high=100 change=change found=found %}",
        nps=NPS,
        change=change,
        found=found,
    )
    assert (said in tile) is told


def test_change_that_is_not_there_needs_no_reconciling() -> None:
    assert render("{% by_itself None 'none' %}") == ""


def test_size_of_a_change_has_no_sign() -> None:
    assert (
        render("{% difference change 'nps' plus=False %}", change=SimpleNamespace(value=0.09))
        == "<bdi>9.0</bdi>"
    )


def test_arithmetic_isolates_words_and_numbers() -> None:
    lines = [Line(shape="{a} = 3 − 2", parts={"a": "<سهم>"}), Line(shape="n")]
    assert render("{% arithmetic lines %}", lines=lines, reader=FA) == (
        "<bdi>&lt;سهم&gt;</bdi> = <bdi>۳</bdi> − <bdi>۲</bdi>\nn"
    )


DAY_FIELD = "{% day_field 'from' 'From' day near %}"


def asked(**query: str) -> SimpleNamespace:
    return SimpleNamespace(GET=query)


def test_day_field_shows_the_day_in_the_readers_calendar() -> None:
    drawn = render(DAY_FIELD, day=date(2026, 11, 22), near=date(2026, 1, 1), reader=FA)
    assert 'value="۱۴۰۵/۰۹/۰۱"' in drawn
    assert 'data-day="2026-11-22"' in drawn
    assert 'data-months="فروردین|' in drawn
    assert 'aria-describedby="f-from-hint"' in drawn


def test_day_field_without_a_day_opens_near_another() -> None:
    drawn = render(DAY_FIELD, day=None, near=date(2026, 1, 1))
    assert 'value=""' in drawn
    assert 'data-day="2026-01-01"' in drawn
    assert 'placeholder="2026/11/22"' in drawn
    assert 'data-day=""' in render(DAY_FIELD, day=None, near=None)


def test_day_field_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    drawn = render(DAY_FIELD, day=None, near=None, request=asked(**{"from": "2026/02/30"}))
    assert 'value="2026/02/30"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="f-from-hint f-from-error"' in drawn
    assert "“2026/02/30” does not exist: February 2026 has 28 days." in drawn
    other = render("{% day_field 'to' 'To' %}", request=asked(to="2026/02/28"))
    assert 'value="2026/02/28"' in other
    assert "aria-invalid" not in other


def test_day_problems_are_listed_once_each() -> None:
    source = "{% day_problems 'from' 'to' as problems %}{{ problems|length }}"
    assert render(source, request=asked(**{"from": "x", "to": "2026/02/28"})) == "1"
    assert render(source) == "0"
