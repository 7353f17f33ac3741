"""Charts: what is drawn, and that nothing in it breaks a strict policy, a dark page or a language."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.utils import translation

from ninefold.kit import charts
from ninefold.kit.chart_filling import fill, tick_labels, ticks
from ninefold.kit.chart_funnel import ACCENTS, NAMED, PHONE_NAMED
from ninefold.kit.chart_funnel import slots as funnel_slots
from ninefold.kit.chart_svg import LIGHT, SENTINELS, clean
from ninefold.kit.chart_trend import slots as trend_slots
from ninefold.kit.chart_trend import x_axis
from ninefold.kit.locales import Reader

EN, FA = Reader(), Reader(language="fa", calendar="persian")


def _point(value: float) -> dict[str, float]:
    return {"value": value, "low": value - 2, "high": value + 2}


TREND = {
    "label": 'NPS & "ease" <by month>',
    "periods": ["Aug", "Sep", "Oct", "Nov"],
    "incomplete": True,
    "events": [(1, "1")],
    "panels": [
        {"name": "NPS", "points": [_point(31), _point(33), None, _point(37)], "target": 42},
        {"name": "Satisfied", "suffix": "%", "points": [_point(80), _point(81), _point(82), _point(81.4)]},
    ],
}
BARS = {
    "label": "Touchpoints",
    "suffix": "%",
    "decimals": 1,
    "reference": 74,
    "rows": [
        {"name": "Delivery", "value": 64.9, "low": 61, "high": 68, "n": 689, "before": 71, "act": True},
        {"name": "<script>", "value": 68.4, "low": 46, "high": 84, "n": 19},
        {"name": "Kiosk", "hidden": True, "value": 12.3, "low": 1, "high": 20, "n": 9},
    ],
}
HISTOGRAM = {
    "label": "Answers",
    "bins": [{"name": str(i), "count": i, "tone": "worse" if i < 7 else "better"} for i in range(11)],
    "groups": [{"name": "Detractors", "first": 0, "last": 6}, {"name": "Others", "first": 7, "last": 10}],
}
CONTROL = {
    "label": "NPS with its limits",
    "name": "NPS",
    "periods": ["Aug", "Sep", "Oct", "Nov", "Dec", "Jan"],
    "points": [{"value": 31}, {"value": 44}, None, {"value": 12}, {"value": 30, "hollow": True}],
    "limits": [{"low": 20, "high": 40}, {"low": 20, "high": 40}, None, {"low": 22, "high": 38}, None],
    "center": 30,
    "signals": [
        {"at": 1, "kind": "above", "sure": True, "word": "above"},
        {"at": 3, "kind": "below", "sure": False, "word": "below"},
        {"at": 3, "kind": "run", "sure": False, "word": ""},
    ],
    "levels": [{"first": 0, "last": 1, "value": 36}],
    "ranges": [{"first": 1, "last": 3}],
    "ahead": [{"value": 30, "low": 20, "high": 41}],
    "events": [(1.5, "1")],
}
QUADRANT = {
    "label": "Importance by performance",
    "points": [
        {
            "name": "Delivery",
            "x": 65,
            "x_low": 61,
            "x_high": 68,
            "y": 27,
            "y_low": 22,
            "y_high": 32,
            "act": True,
        },
        {"name": "<script>", "x": 86, "x_low": 84, "x_high": 87, "y": 15, "y_low": 11, "y_high": 19},
        {
            "name": "فروشگاه",
            "x": 88,
            "x_low": 86,
            "x_high": 90,
            "y": 2,
            "y_low": 0,
            "y_high": 4,
            "hollow": True,
        },
    ],
    "x_name": "how well",
    "x_middle": 77,
    "y_middle": 33,
    "corners": {"top_near": "First", "top_far": "Keep", "bottom_near": "Watch", "bottom_far": "Enough"},
    "y_unit": {"suffix": "%"},
}
FUNNEL = {
    "label": "Stores",
    "suffix": "%",
    "center": 80,
    "points": [
        {"name": f"Store {n}", "n": n, "value": 60 + n / 10, "outside": n < 50, "act": n < 40}
        for n in range(20, 220, 10)
    ],
    "curves": [
        {"n": n, "inner": [80 - 300 / n, 80 + 300 / n], "outer": [80 - 500 / n, 80 + 500 / n]}
        for n in (15, 40, 100, 250)
    ],
    "inner_name": "95%",
    "outer_name": "99.8%",
}
ALL = [
    ("trend", TREND),
    ("control", CONTROL),
    ("bars", BARS),
    ("bars", BARS | {"mark": "bar"}),
    ("histogram", HISTOGRAM),
    ("quadrant", QUADRANT),
    ("funnel", FUNNEL),
]


def _texts(markup: str) -> list[str]:
    return [text for node in ElementTree.fromstring(markup).iter() if (text := (node.text or "").strip())]


@pytest.mark.parametrize(("chart", "data"), ALL)
@pytest.mark.parametrize("width", ["page", "half", "phone"])
@pytest.mark.parametrize("reader", [EN, FA], ids=["en", "fa"])
def test_draw_keeps_to_the_policy_and_the_tokens(chart, data, width, reader) -> None:
    markup = charts.draw(chart=chart, data=data, reader=reader, width=width)
    root = ElementTree.fromstring(markup)
    names = {name for node in root.iter() for name in node.attrib}
    colours = {node.attrib[key] for node in root.iter() for key in ("fill", "stroke") if key in node.attrib}
    assert names & {"style", "font-family", "id", "onload"} == set()
    assert {colour for colour in colours if not re.fullmatch(r"none|var\(--[a-z0-9-]+\)", colour)} == set()
    assert (root.get("role"), root.get("aria-label"), root.get("direction")) == ("img", data["label"], "ltr")
    assert sum("aria-label" in node.attrib for node in root.iter()) == 1


def test_names_that_would_lie_on_others_are_left_to_the_table() -> None:
    crowd = [
        QUADRANT["points"][0]
        | {"name": f"Driver number {n}", "act": n == 29, "x": 50 + n / 10, "y": 5 + n / 100}
        for n in range(30)
    ]
    written = _texts(
        charts.draw(chart="quadrant", data=QUADRANT | {"points": crowd}, reader=EN, width="phone")
    )
    names = [text for text in written if text.startswith("Driver number")]
    assert "Driver number 29" in names
    assert 2 < len(names) < 20


def test_draw_writes_labels_as_text_never_as_markup() -> None:
    markup = charts.draw(chart="bars", data=BARS, reader=EN)
    assert "<script" not in markup
    assert "<script>" in _texts(markup)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\ufffe", "\ud800"])
def test_draw_lives_through_signs_that_no_drawing_may_hold(sign) -> None:
    rows = [{"name": f"North{sign}Gate", "value": 64.9, "low": 61, "high": 68, "n": 689}]
    drawn = charts.draw(chart="bars", data=BARS | {"label": f"By{sign}unit", "rows": rows}, reader=EN)
    assert "North\ufffdGate" in drawn
    assert ElementTree.fromstring(drawn).attrib["aria-label"] == "By\ufffdunit"
    assert charts.png(chart="bars", data=BARS | {"rows": rows}, reader=EN).startswith(b"\x89PNG")


def test_draw_says_nothing_of_a_hidden_group_but_that_it_is_hidden() -> None:
    texts = _texts(charts.draw(chart="bars", data=BARS, reader=EN))
    assert "hidden: fewer than 10 answers" in texts
    assert not {"12.3%", "n 9"} & set(texts)


def test_draw_writes_local_digits_and_isolates_labels() -> None:
    texts = _texts(charts.draw(chart="bars", data=BARS, reader=FA))
    assert {"\u2066۶۴٫۹٪\u2069", "\u2067Delivery\u2069"} <= set(texts)
    assert [text for text in texts if re.search("[0-9]", text)] == []


def test_draw_runs_time_from_the_right_for_the_reader_from_the_right() -> None:
    places = {}
    for reader in (EN, FA):
        root = ElementTree.fromstring(charts.draw(chart="trend", data=TREND, reader=reader))
        found = {(n.text or "").strip("\u2067\u2069"): n.get("transform") for n in root.iter() if n.text}
        places[reader.language] = [float(re.findall(r"[\d.]+", found[name])[0]) for name in ("Aug", "Nov")]
    assert places["en"][0] < places["en"][1]
    assert places["fa"][0] > places["fa"][1]


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        (["2025", "2025", "2026", "2026"], ["Aug", "2025", "Sep", "Oct", "2026", "Nov"]),
        (["2026"] * 4, ["Aug", "Sep", "Oct", "Nov"]),
        ([""] * 4, ["Aug", "Sep", "Oct", "Nov"]),
    ],
)
def test_year_stands_below_the_first_period_of_each_where_there_are_several(years, expected) -> None:
    texts = _texts(charts.draw(chart="trend", data=TREND | {"years": years}, reader=EN))
    assert [text for text in texts if text in {*TREND["periods"], "2025", "2026"}] == expected


def test_year_stands_below_a_label_that_is_shown() -> None:
    names, years = [f"W{place}" for place in range(60)], ["2025"] * 29 + ["2026"] * 31
    found = x_axis(names, reader=EN, pixels=200, years=years)
    shown = [place for place in found["x_values"] if place >= 29]
    assert f'["W{shown[0]}", "2026"]' in found["x_labels"]
    assert found["x_labels"].count("2026") == 1


def test_hidden_bin_has_no_share_and_the_others_are_shares_of_the_total() -> None:
    bins = [{"name": "less", "count": 30}, {"name": "a day", "count": None}, {"name": "more", "count": 50}]
    data = {"label": "How long", "bins": bins, "total": 100, "groups": []}
    shown = _texts(charts.draw(chart="histogram", data=data, reader=EN))
    assert [text for text in shown if text in {"30%", "38%", "50%", "63%", "·"}] == ["30%", "·", "50%"]


def test_name_of_a_column_stands_on_two_lines_at_most() -> None:
    bins = [{"name": "up to 3 days", "count": 30}, {"name": "never", "count": 5}]
    shown = _texts(
        charts.draw(chart="histogram", data={"label": "How long", "bins": bins, "groups": []}, reader=EN)
    )
    assert {"up", "to 3 days", "never"} <= set(shown)


@pytest.mark.parametrize(("chart", "data"), ALL)
@pytest.mark.parametrize("width", ["page", "half", "phone"])
@pytest.mark.parametrize("reader", [EN, FA], ids=["en", "fa"])
def test_room_kept_for_a_drawing_is_about_its_height(chart, data, width, reader) -> None:
    draft = charts.draft(chart=chart, data=data, reader=reader, width=width)
    root = ElementTree.fromstring(charts.drawn(draft))
    assert int(root.attrib["height"]) == pytest.approx(draft.room[1], abs=20)
    assert int(root.attrib["width"]) >= draft.room[0] - 20


def test_drawing_is_found_once_it_is_drawn() -> None:
    draft = charts.draft(chart="histogram", data=HISTOGRAM | {"label": "Found"}, reader=EN, width="half")
    assert charts.found(draft) is None
    markup = charts.drawn(draft)
    assert charts.found(draft) == markup
    assert charts.found(replace(draft, label="Lost")) is None


def test_draft_holds_nothing_of_what_is_hidden() -> None:
    draft = charts.draft(chart="bars", data=BARS, reader=EN, width="page")
    told = json.dumps(draft.spec)
    assert "64.9" in told
    assert "12.3" not in told


def test_png_is_a_picture_in_the_light_colours() -> None:
    assert charts.png(chart="histogram", data=HISTOGRAM, reader=EN)[:8] == b"\x89PNG\r\n\x1a\n"


def test_warm_leaves_no_drawing(settings, tmp_path) -> None:
    settings.HOME = tmp_path
    charts.warm()
    assert list(tmp_path.rglob("*.svg")) == []


def test_draw_refuses_an_unknown_chart() -> None:
    with pytest.raises(KeyError):
        charts.draw(chart="pie", data={"label": ""}, reader=EN)  # type: ignore[arg-type]


def test_trend_breaks_the_line_at_a_hidden_period() -> None:
    panel = trend_slots(TREND, reader=EN, width="page")["panels"][0]
    assert [row["i"] for row in panel["line"]] == [0, 1]
    assert [row["i"] for row in panel["alone"]] == [3]
    assert [row["i"] for row in panel["hollow"]] == [3]
    assert panel["dash"] == []


def test_trend_dashes_toward_an_unfinished_period() -> None:
    panel = trend_slots(TREND, reader=EN, width="page")["panels"][1]
    assert [row["i"] for row in panel["line"]] == [0, 1, 2]
    assert [row["i"] for row in panel["dash"]] == [2, 3]
    assert panel["final"] == [{"i": 3, "v": 81.4, "s": "81%"}]


def test_trend_without_any_value_is_an_empty_frame() -> None:
    data = TREND | {"panels": [{"name": "NPS", "points": [None] * 4}], "events": []}
    with translation.override("en"):
        assert "NPS" in charts.draw(chart="trend", data=data, reader=EN)


def test_funnel_names_only_what_lies_outside_and_and_tints_what_is_told() -> None:
    found = funnel_slots(FUNNEL, reader=EN, width="page")
    named = [each["s"] for each in [*found["names_after"], *found["names_before"]]]
    assert named
    assert set(named) <= {"Store 20", "Store 30", "Store 40"}
    assert [each["n"] for each in found["act"]] == [20, 30]
    assert [each["n"] for each in found["outside"]] == [40]
    assert len(found["inside"]) == 17


def test_funnel_draws_what_lies_on_each_other_once_and_names_few() -> None:
    crowd = [{"name": f"S{n}", "n": 20 + n / 1000, "value": 80 + n / 5000} for n in range(5000)]
    out = [{"name": f"T{n}", "n": 20 + n, "value": 90 + n, "outside": True, "act": True} for n in range(40)]
    for width, most in (("page", NAMED), ("phone", PHONE_NAMED)):
        found = funnel_slots(FUNNEL | {"points": [*out, *crowd]}, reader=EN, width=width)
        assert len(found["inside"]) < 500
        assert len(found["names_after"]) + len(found["names_before"]) <= most
        assert (len(found["act"]), len(found["outside"])) == (ACCENTS, 40 - ACCENTS)


def test_funnel_keeps_its_bands_in_the_plot() -> None:
    found = funnel_slots(FUNNEL, reader=FA, width="page")
    low, high = found["y_domain"]
    for band in (*found["inner"], *found["outer"]):
        assert low <= band["low"] <= band["high"] <= high
    assert found["names_after"][0]["s"].startswith("\u2067")
    assert found["start"] == "right"


def test_bars_tint_three_at_most() -> None:
    rows = [{"name": str(i), "value": i, "low": i, "high": i, "n": 50, "act": True} for i in range(5)]
    markup = charts.draw(chart="bars", data={"label": "x", "rows": rows}, reader=EN)
    assert markup.count("var(--accent)") == 3


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (26, 46, [30, 40]),
        (0, 100, [0, 50, 100]),
        (4.7, 5.4, [4.8, 5.0, 5.2, 5.4]),
        (-20, 20, [-20, 0, 20]),
        (3, 3, [3]),
    ],
)
def test_ticks_are_round_and_inside(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == expected


def test_tick_labels_cannot_leave_their_string() -> None:
    assert tick_labels([1], ['"+alert(1)+"']) == '["\\"+alert(1)+\\""][indexof([1], datum.value)]'


def test_fill_refuses_a_slot_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        fill({"a": {"$": "missing"}}, slots={}, colours={})


def test_fill_leaves_out_layers_that_draw_nothing() -> None:
    spec = {"layer": [{"mark": mark, "data": {"values": {"$": mark}}} for mark in ("rule", "point")]}
    filled = fill(spec, slots={"rule": [], "point": [{"v": 1}]}, colours={})
    assert filled == {"layer": [{"mark": "point", "data": {"values": [{"v": 1}]}}]}


@pytest.mark.parametrize(("chart", "parts"), [("bars", {"rows": []}), ("histogram", {"bins": []})])
def test_draw_without_any_data_is_an_empty_frame(chart, parts) -> None:
    assert _texts(charts.draw(chart=chart, data={"label": "Nothing", **parts}, reader=EN)) == []


def test_every_sentinel_has_a_light_colour() -> None:
    assert set(SENTINELS) == set(LIGHT)


def test_clean_drops_what_a_policy_would_block() -> None:
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"><style>a{}</style>'
        '<script>alert(1)</script><g onclick="x" style="fill:red" role="graphics-object" aria-label="y">'
        f'<path d="M0,0" fill="{SENTINELS["ink"].upper()}" font-family="x"/></g></svg>'
    )
    assert clean(drawn, label="a") == (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9" class="plot" role="img" '
        'aria-label="a" direction="ltr"><g><path d="M0,0" fill="var(--ink)" /></g></svg>'
    )


def test_control_chart_tells_outside_by_shape_and_word() -> None:
    texts = _texts(charts.draw(chart="control", data=CONTROL, reader=EN))
    assert {"NPS, usual 30", "above", "below", "1"} <= set(texts)
    plain = CONTROL | {"signals": [], "label": "Nothing outside"}
    bare = charts.draw(chart="control", data=plain, reader=EN)
    drawn = charts.draw(chart="control", data=CONTROL, reader=EN)
    for colour in ("better", "worse"):
        assert f"var(--{colour})" not in bare
    assert "var(--better)" in drawn
    # What does not stand out for certain is a shape in ink: its colour would be a verdict.
    assert "var(--worse)" not in drawn


def _said(*signals: dict[str, object]) -> list[str]:
    marked = CONTROL | {"label": "Words", "signals": [{"sure": False, **one} for one in signals]}
    known = {"above", "below", "5 on one side"}
    return [text for text in _texts(charts.draw(chart="control", data=marked, reader=EN)) if text in known]


def test_words_of_a_control_chart_that_would_lie_on_others_are_left_to_the_table() -> None:
    run = {"at": 1, "kind": "run", "word": "5 on one side"}
    assert _said(run, {"at": 1, "kind": "above", "word": "above"}) == ["5 on one side"]
    assert _said(run, {"at": 1, "kind": "above", "word": "above", "sure": True}) == ["above"]
    assert _said(run, {"at": 1, "kind": "below", "word": "below"}) == ["5 on one side", "below"]
    assert _said(run, {"at": 3, "kind": "above", "word": "above"}) == ["5 on one side", "above"]


def test_control_chart_without_limits_or_points_is_drawn_empty() -> None:
    data = {"label": "Nothing", "name": "NPS", "periods": ["Aug"], "points": [None], "limits": [None]}
    assert "NPS" in _texts(charts.draw(chart="control", data=data, reader=EN))
