"""Google Forms CSV: a moment first, under a name in the language of the form's owner, then questions."""

import re
from collections.abc import Mapping, Sequence

from ninefold.listen.sources.exports.layout import Layout

_TIMESTAMP = {
    "timestamp", "zeitstempel", "horodateur", "marca temporal", "carimbo de data/hora", "carimbo data/hora",
    "informazioni cronologiche", "tijdstempel", "sygnatura czasowa", "отметка времени", "позначка часу",
    "мітка часу", "طابع زمني", "الطابع الزمني", "مهر زمان", "مُهر زمان", "برچسب زمانی", "时间戳记", "时间戳",
    "時間戳記", "タイムスタンプ", "타임스탬프", "zaman damgası", "časová značka", "tidsstämpel",
    "tidsstempel", "aikaleima", "időbélyeg", "marcaj temporal", "χρονική σήμανση",
}  # fmt: skip
_SCORE = {"score", "email address", "username"}
_DIGITS = "0-9\u0660-\u0669\u06f0-\u06f9"
_DAY = rf"[{_DIGITS}]{{1,4}}[-/.][{_DIGITS}]{{1,2}}[-/.][{_DIGITS}]{{1,4}}"
_MOMENT = re.compile(rf"{_DAY}\.?,? .*[{_DIGITS}]:[{_DIGITS}]{{2}}.*")
_OFFSET = re.compile(r"GMT([+-])(\d{1,2})(?::?(\d{2}))?$")


def layout(rows: Sequence[Sequence[str]], definition: Mapping[str, object] | None = None) -> Layout | None:
    """Recognise a Google Forms export: the name of the first column, and moments below it.

    Parameters
    ----------
    rows
        The first records.
    definition
        Not used.

    Returns
    -------
    Layout or None
        ``zone`` is an offset such as "+03:00" if all moments of the sample carry the same.
    """
    names = tuple(rows[0])
    moments = [row[0] for row in rows[1:] if row[0]]
    if not names or names[0].casefold() not in _TIMESTAMP or not moments:
        return None
    if not all(_MOMENT.fullmatch(moment) for moment in moments):
        return None
    texts = tuple("" if i == 0 or name.casefold() in _SCORE else name for i, name in enumerate(names))
    return Layout(tool="google-forms", records=1, names=names, texts=texts, zone=_zone(moments))


def _zone(moments: Sequence[str]) -> str | None:
    found = {_OFFSET.search(moment) for moment in moments}
    offsets = {f"{m[1]}{int(m[2]):02d}:{m[3] or '00'}" if m else None for m in found}
    return offsets.pop() if len(offsets) == 1 else None
