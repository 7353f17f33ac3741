"""Small pictures inside the text, drawn in percentages so that they stretch without distortion."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

FEW = 30
MIDDLE = 9


def _place(value: float, *, low: float, high: float, rtl: bool) -> float:
    """Return where a value stands on its axis, 0 to 100, counted from the physical side that is x = 0."""
    share = (value - low) / (high - low) if high > low else 0.5
    clipped = 100 * min(1.0, max(0.0, share))
    return 100 - clipped if rtl else clipped


def _percent(place: float) -> str:
    return f"{place:.1f}%"


def interval_bar(
    *,
    value: float,
    ends: tuple[float, float] | None,
    axis: tuple[float, float],
    rtl: bool,
    before: float | None = None,
    target: float | None = None,
    style: str = "",
) -> SafeString:
    """Draw a value with its interval on an axis.

    Parameters
    ----------
    value : float
        The dot.
    ends : tuple of float, optional
        The ends of the interval.
    axis : tuple of float
        Both ends of the axis; what lies beyond stands at its end.
    rtl : bool
        Whether the axis starts at the right.
    before, target : float, optional
        A ring and a dashed line.
    style : str
        "acc" for act here, "hollow" for few answers.

    Returns
    -------
    SafeString
        An SVG hidden from screen readers: the numbers stand beside it.
    """
    low, high = axis

    def at(number: float) -> float:
        return _place(number, low=low, high=high, rtl=rtl)

    parts = [format_html('<line class="ax" x1="0" x2="100%" y1="{0}" y2="{0}"/>', MIDDLE)]
    if ends is not None:
        first, last = sorted((at(ends[0]), at(ends[1])))
        parts.append(
            format_html(
                '<rect class="iv" x="{}" width="{}" y="6" height="6"/>',
                _percent(first),
                _percent(last - first),
            )
        )
    if target is not None:
        parts.append(
            format_html('<line class="goal" x1="{0}" x2="{0}" y1="0" y2="18"/>', _percent(at(target)))
        )
    if before is not None:
        parts.append(
            format_html('<circle class="was" cx="{}" cy="{}" r="3.5"/>', _percent(at(before)), MIDDLE)
        )
    parts.append(format_html('<circle class="pt" cx="{}" cy="{}" r="5"/>', _percent(at(value)), MIDDLE))
    return format_html(
        '<svg class="{}" aria-hidden="true">{}</svg>',
        f"ib {style}".strip(),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def split_bar(*, worse: float, better: float, rtl: bool) -> SafeString:
    """Draw detractors, passives and promoters as one bar.

    Parameters
    ----------
    worse, better : float
        Fractions of the whole; the rest lies between.
    rtl : bool
        Whether the bar starts at the right.

    Returns
    -------
    SafeString
        An SVG hidden from screen readers.
    """
    middle = max(0.0, 1 - worse - better)
    parts = [("d", 0.0, worse), ("n", worse, middle), ("p", worse + middle, better)]
    placed = [(name, 1 - start - width if rtl else start, width) for name, start, width in parts]
    drawn = format_html_join(
        "",
        '<rect class="{}" x="{}" width="{}" height="6"/>',
        ((name, f"{100 * start:.2f}%", f"{100 * width:.2f}%") for name, start, width in placed),
    )
    return format_html('<svg class="split" aria-hidden="true">{}</svg>', drawn)


def shade(value: float, *, low: float, high: float) -> int:
    """Return one of five shades, 1 for the lowest fifth of the axis; the middle one without an axis.

    Examples
    --------
    >>> [shade(v, low=0, high=100) for v in (0, 19, 20, 99, 100, 130)]
    [1, 1, 2, 5, 5, 5]
    """
    if high <= low:
        return 3
    return min(5, max(1, int(5 * (value - low) / (high - low)) + 1))


def marked_pieces(text: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[str, str]]:
    """Cut a text at its marked spans.

    Parameters
    ----------
    text : str
        The customer's words, never HTML.
    spans : sequence of (start, end, kind)
        Half-open and in order; what overlaps an earlier span or leaves the text is left out.

    Returns
    -------
    list of (piece, kind)
        The whole text in pieces, kind "" for what is not marked.

    Examples
    --------
    >>> marked_pieces("late but kind", [(0, 4, "neg"), (9, 13, "pos")])
    [('late', 'neg'), (' but ', ''), ('kind', 'pos')]
    """
    pieces = []
    done = 0
    for start, end, kind in spans:
        if start < done or end > len(text) or end <= start:
            continue
        if start > done:
            pieces.append((text[done:start], ""))
        pieces.append((text[start:end], kind))
        done = end
    if done < len(text):
        pieces.append((text[done:], ""))
    return pieces
