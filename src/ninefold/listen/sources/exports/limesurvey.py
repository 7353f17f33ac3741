"""LimeSurvey CSV: headings are question codes, full texts, or ``code. text``; its own columns come first."""

import re
from collections.abc import Mapping, Sequence

from ninefold.listen.sources.exports.layout import Layout

_OWN = {
    "id": "id", "response id": "id",
    "token": "token", "access code": "token",
    "submitdate": "submitdate", "date submitted": "submitdate",
    "lastpage": "lastpage", "last page": "lastpage",
    "startlanguage": "startlanguage", "start language": "startlanguage",
    "seed": "seed",
    "startdate": "startdate", "date started": "startdate",
    "datestamp": "datestamp", "date last action": "datestamp",
    "ipaddr": "ipaddr", "ip address": "ipaddr",
    "refurl": "refurl", "referrer url": "refurl",
}  # fmt: skip
_SURE = {"submitdate", "lastpage", "startlanguage", "seed", "datestamp"}
_CODED = re.compile(r"([A-Za-z][A-Za-z0-9_]*(?:\[[^\]]*\])*)\. (.+)", re.DOTALL)


def layout(rows: Sequence[Sequence[str]], definition: Mapping[str, object] | None = None) -> Layout | None:
    """Recognise a LimeSurvey export; also the "VV" form with texts above codes.

    Parameters
    ----------
    rows
        The first records.
    definition
        Not used.

    Returns
    -------
    Layout or None
        Names are the question codes where the headings tell them.
    """
    if len(rows) > 1 and _is_limesurvey(rows[1]):
        return Layout(tool="limesurvey", records=2, names=tuple(rows[1]), texts=_vv_texts(rows[0], rows[1]))
    if not _is_limesurvey(rows[0]):
        return None
    split = [_split(cell) for cell in rows[0]]
    return Layout(
        tool="limesurvey",
        records=1,
        names=tuple(name for name, _text in split),
        texts=tuple(text for _name, text in split),
    )


def _is_limesurvey(row: Sequence[str]) -> bool:
    own = {_OWN.get(_split(cell)[0].casefold()) for cell in row}
    return "id" in own and len(own & _SURE) >= 2


def _split(cell: str) -> tuple[str, str]:
    """``G01Q02[SQ001]. How was it?`` -> code and text; a heading of one part is a name."""
    coded = _CODED.fullmatch(cell)
    if coded and coded[1].casefold() in _OWN:
        return coded[1], ""
    if coded:
        return coded[1], coded[2]
    known = cell.casefold() in _OWN or re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*(?:\[[^\]]*\])*", cell)
    return (cell, "") if known else (cell, cell)


def _vv_texts(texts: Sequence[str], codes: Sequence[str]) -> tuple[str, ...]:
    return tuple("" if code.casefold() in _OWN else text for text, code in zip(texts, codes, strict=True))
