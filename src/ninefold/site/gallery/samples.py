"""Invented data of an invented firm, so that the gallery shows every state of every component."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cxstats.estimate import Difference, Estimate
from ninefold.kit.calendars import months
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Table
from ninefold.kit.units import PlainUnit

TODAY = date(2026, 11, 22)
START = date(2025, 11, 22)


class PilotForm(forms.Form):
    """A form with a field of each kind, some of them refused."""

    name = forms.CharField(
        label=gettext_lazy("Name of the pilot"), help_text=gettext_lazy("Seen by everyone here")
    )
    change = forms.DecimalField(
        label=gettext_lazy("Smallest change worth acting on"),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": gettext_lazy("Enter a number, such as 4, or choose more depots.")},
    )
    depots = forms.ChoiceField(label=gettext_lazy("Depots"), choices=[("all", gettext_lazy("All"))])
    tell = forms.BooleanField(label=gettext_lazy("Tell the depots by e-mail"))


def estimate(value: float, half: float, n: int, *, level: float = 0.95) -> Estimate:
    """Make an estimate with a symmetric interval."""
    return Estimate(value=value, low=value - half, high=value + half, n=n, method="sample", level=level)


def _difference(value: float, low: float, high: float) -> Difference:
    return Difference(
        value=value, low=low, high=high, p_value=None, n_before=2701, n_now=2846, method="sample", level=0.95
    )


def tiles() -> dict[str, Any]:
    """Return the tiles' numbers: no change, worse, better, too few."""
    return {
        "nps": estimate(0.368, 0.026, 2846),
        "nps_before": estimate(0.350, 0.027, 2701),
        "nps_change": _difference(0.018, -0.021, 0.057),
        "csat": estimate(0.815, 0.012, 4112),
        "csat_before": estimate(0.835, 0.012, 3988),
        "csat_change": _difference(-0.020, -0.037, -0.004),
        "ces": estimate(5.21, 0.06, 1934),
        "ces_before": estimate(5.02, 0.07, 1871),
        "ces_change": _difference(0.19, 0.10, 0.28),
        "visit": estimate(0.713, 0.067, 171),
        "visit_before": estimate(0.736, 0.065, 178),
        "few": estimate(0.684, 0.19, 19),
        "hot": estimate(0.668, 0.063, 214),
    }


def _points(values: str, half: float) -> list[dict[str, float] | None]:
    found: list[dict[str, float] | None] = []
    for text in values.split():
        value = None if text == "-" else float(text)
        found.append(None if value is None else {"value": value, "low": value - half, "high": value + half})
    return found


def trend(*, reader: Reader) -> Figure:
    """Return thirteen months of three measures, with gaps and an unfinished month."""
    cut = months(first=START, last=TODAY, reader=reader)
    nps = _points("31 33 32 34 33 35 34 36 35 37 37 37 36.8", 4)
    panels = [
        {"name": _("NPS"), "points": nps, "target": 42},
        {
            "name": _("Satisfied"),
            "suffix": "%",
            "points": _points("82 83 82.5 83 - 84 - - 83.5 83 82 81 81.5", 1.6),
            "target": 85,
        },
        {
            "name": _("Ease, 1 to 7"),
            "decimals": 1,
            "points": _points("4.93 4.96 4.94 5.0 4.97 5.0 4.96 5.02 5.06 5.1 5.14 5.22 5.21", 0.07),
            "target": 5.2,
        },
    ]
    rows = [
        {"month": period.label, "nps": point["value"], "low": point["low"], "high": point["high"], "n": 219}
        for period, point in zip(cut, nps, strict=True)
        if point is not None
    ]
    columns = (
        Column("month", _("Month")),
        Column("nps", _("NPS"), "integer"),
        Column("low", _("from"), "number"),
        Column("high", _("to"), "number"),
        Column("n", _("n"), "integer"),
    )
    data = {
        "label": _(
            "Thirteen months of NPS, satisfaction and ease with 95% bands, targets and three marked events"
        ),
        "periods": [period.short for period in cut],
        "panels": panels,
        "events": [(4, "1"), (7.2, "2"), (9.9, "3")],
        "incomplete": True,
    }
    return Figure(key="trend", chart="trend", data=data, table=Table(_("Thirteen months"), columns, rows))


def control(*, reader: Reader) -> Figure:
    """Return thirteen months with their limits: one stands out, the last runs on, two may come."""
    cut = months(first=START, last=TODAY, reader=reader)
    values = (33, 35, 32, 34, 33, 36, 33, 35, 17, 34, 35, 33, 36.8)
    names = {"metric": _("NPS"), "first": cut[0].label, "last": cut[-1].label}
    known = len(values) - 1
    rows = [
        {"month": period.label, "nps": value, "low": 24, "high": 44}
        for period, value in zip(cut, values, strict=True)
    ]
    columns = (
        Column("month", _("Month")),
        Column("nps", _("NPS"), "integer"),
        Column("low", _("Lower limit"), "integer"),
        Column("high", _("Upper limit"), "integer"),
    )
    data = {
        "label": _("%(metric)s from %(first)s to %(last)s with the limits of what is usual for it") % names,
        "name": _("NPS"),
        "periods": [period.short for period in cut],
        "points": [{"value": value, "hollow": place == known} for place, value in enumerate(values)],
        "limits": [{"low": 24, "high": 44}] * known + [None],
        "center": 34,
        "signals": [{"at": 8, "kind": "below", "sure": True, "word": _("below")}],
        "events": [(8.2, "1")],
    }
    return Figure(key="control", chart="control", data=data, table=Table(_("Control chart"), columns, rows))


_GROUPS = (
    (gettext_lazy("Delivery day and window"), 64.9, 61.2, 68.4, 689, 71.2, True),
    (gettext_lazy("Refund paid"), 66.8, 60.3, 72.8, 214, 66.3, True),
    (gettext_lazy("Assembly visit"), 71.3, 64.2, 77.6, 171, 73.6, False),
    (gettext_lazy("Phone wait"), 74.1, 69.7, 78.2, 402, 70.3, False),
    (gettext_lazy("Returns desk"), 68.4, 46.0, 84.6, 19, None, False),
    (gettext_lazy("Pick-up point, Harbour Street"), None, None, None, None, None, False),
)


def groups(*, mark: str) -> Figure:
    """Return a comparison of touchpoints, as dots or as bars from zero; one is hidden."""
    keys = ("name", "value", "low", "high", "n", "before", "act")
    rows = [dict(zip(keys, (str(group[0]), *group[1:]), strict=True)) for group in _GROUPS]
    columns = (
        Column("name", _("Touchpoint")),
        Column("value", _("Satisfied, %"), "number"),
        Column("low", _("from"), "number"),
        Column("high", _("to"), "number"),
        Column("n", _("n"), "integer"),
    )
    data = {
        "label": _("Satisfaction of five touchpoints with their intervals; delivery is lowest"),
        "rows": rows,
        "suffix": "%",
        "decimals": 1,
        "mark": mark,
        "reference": 74 if mark == "dot" else None,
    }
    return Figure(key=mark, chart="bars", data=data, table=Table(_("Touchpoints"), columns, rows))


def histogram() -> Figure:
    """Return answers 0 to 10 with the three groups of NPS."""
    counts = (60, 20, 31, 40, 42, 90, 159, 350, 566, 600, 888)
    tones = ["worse"] * 7 + ["none"] * 2 + ["better"] * 2
    bins = [{"name": str(i), "count": c, "tone": tones[i]} for i, c in enumerate(counts)]
    spans = ((_("Detractors"), 0, 6), (_("Passives"), 7, 8), (_("Promoters"), 9, 10))
    data = {
        "label": _("Answers from 0 to 10: 16% detractors, 32% passives, 52% promoters"),
        "bins": bins,
        "groups": [{"name": name, "first": first, "last": last} for name, first, last in spans],
    }
    columns = (Column("name", _("Answer")), Column("count", _("Answers"), "integer"))
    return Figure(key="histogram", chart="histogram", data=data, table=Table(_("Answers"), columns, bins))


def heat(*, reader: Reader) -> dict[str, Any]:
    """Return months by touchpoints; hidden and empty cells are None."""
    cut = months(first=date(2026, 4, 25), last=TODAY, reader=reader)
    values = (
        (0.71, 0.72, 0.70, 0.69, 0.66, 0.65, 0.62, 0.65),
        (0.66, None, 0.67, 0.66, 0.68, 0.66, 0.67, 0.67),
        (0.74, 0.75, 0.79, 0.80, 0.81, 0.83, 0.82, 0.86),
        (None, None, 0.70, 0.71, 0.73, 0.74, 0.75, 0.74),
    )
    cells = [[None if v is None else estimate(v, 0.06, 180) for v in row[: len(cut)]] for row in values]
    names = [str(group[0]) for group in _GROUPS]
    return {"columns": [period.short for period in cut], "rows": list(zip(names, cells, strict=False))}


def everything(*, reader: Reader) -> dict[str, Any]:
    """Return all that the page shows."""
    return {
        **tiles(),
        "trend": trend(reader=reader),
        "control": control(reader=reader),
        "dots": groups(mark="dot"),
        "bars": groups(mark="bar"),
        "histogram": histogram(),
        "heat": heat(reader=reader),
        "whole": PlainUnit(factor=100.0),
        "start": date(2026, 8, 25),
        "today": TODAY,
        "links": {"CSV": "#csv", "XLSX": "#xlsx", "SVG": "#svg"},
        "arabic": "رقم التتبع لا يعمل ولا أحد يرد على الهاتف، لكن السائق كان لطيفا.",
        "arabic_spans": [(0, 18, "neg"), (49, 64, "pos")],
        "arabic_tags": [("neg", _("tracking")), ("pos", _("driver"))],
        "chinese": "退款很快，第二天就到账了。",
        "chinese_spans": [(0, 4, "pos")],
        "chinese_tags": [("pos", _("refund speed"))],
        "english": "The <b>woman</b> on chat was kind and found it in five minutes.",
        "english_spans": [(21, 25, "hit")],
    }
