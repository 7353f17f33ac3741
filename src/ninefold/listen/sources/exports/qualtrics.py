"""Qualtrics CSV: one to three header records (names, texts, ImportIds), in its older and newer forms."""

import json
import re
from collections.abc import Mapping, Sequence

from ninefold.listen.sources.exports.layout import Layout
from ninefold.listen.sources.exports.qualtrics_definition import Question, questions

_OWN = {
    "startdate", "enddate", "status", "ipaddress", "progress", "duration (in seconds)", "finished",
    "recordeddate", "responseid", "responseset", "recipientlastname", "recipientfirstname",
    "recipientemail", "externaldatareference", "externalreference", "locationlatitude",
    "locationlongitude", "locationaccuracy", "distributionchannel", "userlanguage", "name", "emailaddress",
}  # fmt: skip
_IMPORT_ID = re.compile(r"""\{\s*["']ImportId["']\s*:\s*["']([^"']*)["']""")
_ZONE = re.compile(r"""["']timeZone["']\s*:\s*["']([^"']+)["']""")
_LEGACY = re.compile(r"V\d+")
_MOMENT = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")


def layout(rows: Sequence[Sequence[str]], definition: Mapping[str, object] | None = None) -> Layout | None:
    """Recognise a Qualtrics export and read its header records.

    Parameters
    ----------
    rows
        The first records.
    definition
        The parsed ``.qsf`` file of the survey: full question texts and the label of each code.

    Returns
    -------
    Layout or None
    """
    ids_at = next((i for i, row in enumerate(rows[:4]) if _is_import_ids(row)), None)
    if ids_at:
        texts = rows[1] if ids_at > 1 else [""] * len(rows[0])
        return _build(rows[0], texts, rows[ids_at], ids_at + 1, definition)
    if len(rows) > 1 and _is_legacy(rows[0], rows[1]):
        return _build(rows[0], rows[1], (), 2, definition)
    own = [i for i, name in enumerate(rows[0]) if name.casefold() in _OWN]
    if len(own) < 4 or not any(rows[0][i].casefold() in {"responseid", "recordeddate"} for i in own):
        return None
    if len(rows) > 1 and _is_second_header(rows[0], rows[1]):
        return _build(rows[0], rows[1], (), 2, definition)
    return _build(rows[0], (), (), 1, definition)


def is_own(*, name: str, text: str) -> bool:
    """Tell whether Qualtrics adds a column by itself or was given its data: nobody was asked it."""
    told = text.casefold()
    return (
        name.casefold() in _OWN
        or told in _OWN
        or told == name.casefold()
        or told.startswith(("browser meta info", "timing - "))
    )


def _is_import_ids(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    return bool(filled) and sum(1 for c in filled if _IMPORT_ID.match(c)) * 2 > len(filled)


def _is_legacy(names: Sequence[str], texts: Sequence[str]) -> bool:
    own = {text.casefold() for name, text in zip(names, texts, strict=True) if _LEGACY.fullmatch(name)}
    return names[0] == "V1" and "responseid" in own


def _is_second_header(names: Sequence[str], below: Sequence[str]) -> bool:
    """Texts stand below the names: no moment under a date, and no answer's key under the response id."""
    pairs = {name.casefold(): cell for name, cell in zip(names, below, strict=True)}
    dates = [pairs[d] for d in ("startdate", "enddate", "recordeddate") if pairs.get(d)]
    if dates:
        return not any(_MOMENT.fullmatch(cell) for cell in dates)
    return bool(pairs.get("responseid")) and not pairs["responseid"].startswith("R_")


def _build(
    names: Sequence[str],
    texts: Sequence[str],
    import_ids: Sequence[str],
    records: int,
    definition: Mapping[str, object] | None,
) -> Layout:
    found = _match(names, import_ids, questions(definition) if definition else {})
    told = list(texts) or [""] * len(names)
    for i, question in found.items():
        told[i] = question.text_for(told[i])
    zones = {m[1] for m in map(_ZONE.search, import_ids) if m}
    return Layout(
        tool="qualtrics",
        records=records,
        names=tuple(names),
        texts=tuple(told),
        choices={i: q.choices for i, q in found.items() if q.choices},
        zone=zones.pop() if len(zones) == 1 else None,
    )


def _match(
    names: Sequence[str], import_ids: Sequence[str], known: Mapping[str, Question]
) -> dict[int, Question]:
    """Find each column's question, by its ImportId if there is one, else by its name."""
    found = {}
    for i, name in enumerate(names):
        told = _IMPORT_ID.match(import_ids[i]) if import_ids else None
        key = re.sub(r"[-_]", "-", told[1]) if told else name
        if key in known:
            found[i] = known[key]
    return found


def parse_definition(*, text: str) -> Mapping[str, object] | None:
    """Parse a ``.qsf`` file.

    Parameters
    ----------
    text
        The file's content.

    Returns
    -------
    Mapping or None
        None if it is no Qualtrics definition.
    """
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) and "SurveyElements" in parsed else None
