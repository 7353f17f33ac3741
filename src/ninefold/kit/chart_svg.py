"""From the drawing to markup that may stand in a page: tokens for colours, nothing a strict CSP blocks."""

from xml.etree import ElementTree

from django.utils.html import format_html
from django.utils.safestring import SafeString

SVG = "http://www.w3.org/2000/svg"
# Mail and slides know no custom properties; these are the light values of the style sheet.
LIGHT = {
    "ink": "#1c1b19",
    "ink-2": "#524f49",
    "ink-3": "#6b675f",
    "rule": "#e4e1da",
    "rule-strong": "#b9b4a9",
    "accent": "#742a5e",
    "better": "#0a5796",
    "worse": "#a03803",
    "watch": "#745300",
    "paper": "#fcfbf8",
    "raised": "#ffffff",
    "chart-band": "#e5e1d8",
    "chart-soft": "#f6f0f4",
}
# A colour that no one would choose stands for a token until the drawing is done.
SENTINELS = {token: f"#01{index:02x}fe" for index, token in enumerate(LIGHT)}
_VARIABLES = {colour: f"var(--{token})" for token, colour in SENTINELS.items()}
_DROPPED = frozenset({"style", "font-family", "role", "class", "pointer-events", "id", "href"})
_KEPT_TAGS = frozenset({"svg", "g", "path", "text", "tspan", "rect", "line", "circle"})


def _prune(node: ElementTree.Element) -> None:
    """Drop what no one sees: unknown elements, empty groups and the transparent background."""
    for child in list(node):
        _prune(child)
        tag = child.tag.rpartition("}")[2]
        empty = tag == "g" and len(child) == 0
        unseen = tag == "path" and child.get("fill") is None and child.get("stroke") is None
        if tag not in _KEPT_TAGS or empty or unseen:
            node.remove(child)


def _dress(node: ElementTree.Element) -> None:
    for name in list(node.attrib):
        if name in _DROPPED or name.startswith(("aria-", "on", "data-", "{")):
            del node.attrib[name]
            continue
        value = node.attrib[name]
        node.attrib[name] = _VARIABLES.get(value.lower(), value)


def clean(svg: str, *, label: str) -> str:
    """Make a drawing fit for the page.

    Parameters
    ----------
    svg : str
        The drawing with sentinel colours.
    label : str
        One sentence that says what the chart shows, for who cannot see it.

    Returns
    -------
    str
        One `<svg class="plot" role="img">` without style attributes, fonts, ids or links; colours are
        custom properties, so that one drawing serves light, dark and print. Its frame runs from left
        to right, whatever the page does: each text is isolated.

    Raises
    ------
    xml.etree.ElementTree.ParseError
        If the drawing is no XML.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 (drawn by ourselves a moment ago)
    _prune(root)
    for node in root.iter():
        _dress(node)
        # Prefixes belong to the whole process: a library that draws QR codes makes every tag an `svg:` one.
        node.tag = node.tag.rpartition("}")[2]
    drawn = dict(root.attrib)
    root.attrib.clear()
    root.attrib.update({"xmlns": SVG, **drawn, "class": "plot", "role": "img", "aria-label": label})
    root.set("direction", "ltr")
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


def room(size: tuple[int, int], *, label: str) -> SafeString:
    """Keep the room of a drawing that is still to come, so that nothing moves when it does.

    Parameters
    ----------
    size : tuple of int
        Its width and height in CSS pixels.
    label : str
        One sentence that says what the chart shows.

    Returns
    -------
    SafeString
        An `<svg class="plot" role="img">` that shows nothing.
    """
    return format_html(
        '<svg class="plot" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}"></svg>',
        *size,
        label,
    )
