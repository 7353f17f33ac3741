"""SurveyMonkey CSV: a record of questions, then a record of choices, "Response", "Open-Ended Response"."""

from collections.abc import Mapping, Sequence

from ninefold.listen.sources.exports.layout import Layout

_OWN = {
    "respondent id", "respondent_id", "respondentid", "collector id", "collector_id", "collectorid",
    "start date", "startdate", "date_created", "end date", "enddate", "date_modified", "ip address",
    "ipaddress", "ip_address", "email address", "emailaddress", "email_address", "first name", "firstname",
    "first_name", "last name", "lastname", "last_name", "custom data", "customdata",
}  # fmt: skip
_RESPONDENT = {"respondent id", "respondent_id", "respondentid"}
_COLLECTOR = {"collector id", "collector_id", "collectorid"}
_WHOLE = {"", "response", "open-ended response"}


def layout(rows: Sequence[Sequence[str]], definition: Mapping[str, object] | None = None) -> Layout | None:
    """Recognise a SurveyMonkey export of all answers.

    A question with several columns is written once, above its first column; the columns after it have no
    name of their own and are named by their choice.

    Parameters
    ----------
    rows
        The first records.
    definition
        Not used.

    Returns
    -------
    Layout or None
    """
    if len(rows) < 2:
        return None
    questions, choices = rows[0], rows[1]
    lowered = {cell.casefold() for cell in questions}
    if not lowered & _RESPONDENT or not lowered & _COLLECTOR:
        return None
    first = next(i for i, cell in enumerate(questions) if cell.casefold() in _RESPONDENT)
    if choices[first]:
        return Layout(tool="surveymonkey", records=1, names=tuple(questions), texts=tuple(questions))
    names, texts, current = [], [], ""
    for question, choice in zip(questions, choices, strict=True):
        current = question or (current if choice else "")
        text = _text(current, choice)
        names.append(text)
        texts.append("" if current.casefold().rstrip(" 0123456789") in _OWN else text)
    return Layout(tool="surveymonkey", records=2, names=tuple(names), texts=tuple(texts))


def _text(question: str, choice: str) -> str:
    if choice.casefold() in _WHOLE or not question:
        return question or choice
    return f"{question} - {choice}"
