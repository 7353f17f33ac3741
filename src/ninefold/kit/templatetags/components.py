"""The components: one partial each in `templates/kit/components`, all shown in the gallery."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.kit import graphics, units
from ninefold.kit.digits import percent
from ninefold.kit.locales import Reader, is_rtl
from ninefold.kit.templatetags.writing import hidden_of, reader_of

register = template.Library()

Estimate = Any
Parts = dict[str, Any]

VERDICTS = {
    "better": gettext_lazy("Real change: better"),
    "worse": gettext_lazy("Real change: worse"),
    "none": gettext_lazy("No real change"),
    "few": gettext_lazy("Too few to tell"),
}
# A mark that is no verdict of its own borrows the half circle of "partly".
_MARKS = {"better": "v-better", "worse": "v-worse", "none": "v-none", "few": "v-few", "watch": "s-part"}


@register.simple_tag
def icon(name: str, flip: bool = False) -> SafeString:
    """Show an icon of the sprite: `{% icon "home" %}`; `flip=True` mirrors it on pages from right to left."""
    return format_html(
        '<svg class="ic{}" aria-hidden="true"><use href="#i-{}"/></svg>', " flip" if flip else "", name
    )


@register.simple_tag
def mark(kind: str) -> SafeString:
    """Show the shape of a verdict alone: `{% mark "worse" %}`."""
    box = "0 0 12 12" if kind == "watch" else "0 0 10 10"
    return format_html('<svg viewBox="{}" aria-hidden="true"><use href="#{}"/></svg>', box, _MARKS[kind])


@register.simple_tag
def chip(kind: str, text: str) -> SafeString:
    """Show a chip with words of one's own: `{% chip "watch" _("2 h left") %}`."""
    return format_html('<span class="v {}">{}{}</span>', kind, mark(kind), text)


@register.simple_tag
def verdict(found: str) -> SafeString:
    """Show a verdict, shape, word and wash: `{% verdict "better" %}` or a `cxstats` Verdict."""
    kind = str(found)
    return chip(kind, str(VERDICTS[kind]))


@register.inclusion_tag("kit/components/sprite.html")
def sprite() -> Parts:
    """Put the icons into the page, once, by the frame."""
    return {}


@register.inclusion_tag("kit/components/logo.html")
def logo() -> Parts:
    """Show the nine squares."""
    return {"squares": [(1 + 6.5 * x, 1 + 6.5 * y, x == y == 1) for y in range(3) for x in range(3)]}


@register.inclusion_tag("kit/components/interval_key.html")
def interval_key() -> Parts:
    """Explain dot, ring and dashes of the interval bars on a page."""
    return {}


def _reached(estimate: Estimate, target: float, unit: units.Unit | str) -> str:
    if estimate.low is None:
        return "unknown"
    factor = units.unit_of(unit).factor
    if estimate.high * factor < target:
        return "below"
    return "above" if estimate.low * factor > target else "inside"


def _told(estimate: Estimate) -> bool:
    return estimate is not None and estimate.value is not None


def _end(estimate: Estimate, end: str, *, unit: units.Unit | str, reader: Reader) -> str:
    return units.end_text(getattr(estimate, end), unit=unit, reader=reader)


@register.inclusion_tag("kit/components/tile.html", takes_context=True)
def tile(
    context: Context,
    label: str,
    estimate: Estimate,
    unit: units.Unit | str,
    axis_low: float,
    axis_high: float,
    meaning: str = "",
    before: Estimate = None,
    change: Estimate = None,
    found: str = "",
    target: float | None = None,
    panel: str = "",
    url: str = "",
    few_note: str = "",
    weighted: Estimate = None,
) -> Parts:
    """Show one measure, always in the same order.

    `{% tile label=metric.name estimate=now unit=metric axis_low=0 axis_high=100 meaning=metric.meaning
    before=earlier change=difference found=verdict target=85 panel="p-nps" %}`. Where nothing may be said it
    shows only "Too few to tell" and `few_note`. `panel` is the id of the panel that the figure opens,
    `url` the address it leads to where there is no panel; `weighted` is the same measure with weights.
    """
    known, reader = _told(estimate), reader_of(context)
    return {
        "reader": reader,
        "label": label,
        "meaning": meaning,
        "estimate": estimate if known else None,
        "unit": unit,
        "axis_low": axis_low,
        "axis_high": axis_high,
        "before": before,
        "change": change if known else None,
        "found": str(found),
        "target": target,
        "aim": "" if target is None else units.target_text(target, unit=unit, reader=reader),
        "reached": _reached(estimate, target, unit) if known and target is not None else "",
        "panel": panel,
        "url": url,
        "few_note": few_note,
        "weighted": weighted if known and _told(weighted) else None,
        "hidden": hidden_of(context),
        **{end: _end(estimate, end, unit=unit, reader=reader) if known else "" for end in ("low", "high")},
        "level": percent(getattr(estimate, "level", 0.95), reader=reader),
    }


@register.inclusion_tag("kit/components/next_action.html")
def next_action(text: str, label: str, url: str) -> Parts:
    """End a chart or table with one thing to do: `{% next_action text label url %}`."""
    return {"text": text, "label": label, "url": url}


@register.inclusion_tag("kit/components/empty.html")
def empty(text: str, label: str = "", url: str = "", reason: str = "") -> Parts:
    """Say that nothing is here and what to do: `{% empty text reason=why label=label url=url %}`."""
    return {"text": text, "label": label, "url": url, "reason": reason}


@register.inclusion_tag("kit/components/toast.html")
def toast(text: str, undo_url: str = "", kind: str = "") -> Parts:
    """Say what happened, with a way back: `{% toast message undo_url=url %}`."""
    return {"text": text, "undo_url": undo_url, "kind": kind}


@register.inclusion_tag("kit/components/field.html")
def field(bound: BoundField, wide: bool = True) -> Parts:
    """Show a form field: label above, error below with its cure: `{% field form.name %}`."""
    checkbox = getattr(bound.field.widget, "input_type", "") == "checkbox"
    if not checkbox and wide:
        bound.field.widget.attrs.setdefault("class", "in")
    return {"field": bound, "checkbox": checkbox}


@register.inclusion_tag("kit/components/progress.html", takes_context=True)
def progress(context: Context, done: float, total: float, label: str, note: str = "") -> Parts:
    """Show how far a job is: `{% progress rows_done rows label=_("Reading the file") %}`."""
    share = min(1.0, max(0.0, done / total)) if total else 0.0
    return {
        "reader": reader_of(context),
        "share": share,
        "whole": round(100 * share),
        "label": label,
        "note": note,
    }


def _feeling(score: float | None) -> str:
    if score is None:
        return ""
    return "lo" if score <= 6 else "hi" if score >= 9 else ""


@register.inclusion_tag("kit/components/verbatim.html", takes_context=True)
def voice(
    context: Context,
    text: str,
    language: str = "",
    score: float | None = None,
    feeling: str | None = None,
    spans: Sequence[tuple[int, int, str]] = (),
    tags: Sequence[tuple[str, str]] = (),
    places: Sequence[str] = (),
    of: str = "",
    meta: str = "",
    url: str = "",
    link: str = "",
) -> Parts:
    """Show a customer's own words, plain text in their language and direction.

    `{% voice comment.text language=comment.language score=comment.nps meta=where %}`; `feeling` is "lo",
    "hi" or
    "" where the score is not 0 to 10; `spans` are (start, end, "neg" | "pos" | "hit"), `tags` are pairs of
    "neg" | "pos" and a topic; `of` says what the score
    answers, `places` where it was said, each in its own direction.
    Its name is not "verbatim", which is a tag of Django itself.
    """
    return {
        "reader": reader_of(context),
        "pieces": graphics.marked_pieces(text, spans),
        "language": language,
        "direction": ("rtl" if is_rtl(language) else "ltr") if language else "auto",
        "score": score,
        "feeling": _feeling(score) if feeling is None else feeling,
        "tags": [("better" if kind == "pos" else "worse", kind, topic) for kind, topic in tags],
        "meta": [each for each in (of, *places, meta) if each],
        "url": url,
        "link": link or _("Open"),
    }


@register.simple_block_tag
def panel(content: SafeString, id: str, title: str, kicker: str = "") -> SafeString:  # noqa: A002  # as in HTML
    """Show a panel at the end edge: `{% panel id="p-nps" title=t %}…{% endpanel %}`.

    A button with `popovertarget="p-nps"` opens it.
    """
    return render_to_string(
        "kit/components/panel.html", {"content": content, "id": id, "title": title, "kicker": kicker}
    )
