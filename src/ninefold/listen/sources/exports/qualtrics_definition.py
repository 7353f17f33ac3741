"""Qualtrics survey definition (.qsf): for each export column its question, and the label of each code."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ninefold.listen.sources.opened import NO_CHOICES

_TAG = re.compile(r"<[^>]*>")
_MULTIPLE = {"MAVR", "MAHR", "MACOL", "MSB"}


@dataclass(frozen=True, slots=True)
class Question:
    """What one export column asks.

    Parameters
    ----------
    text
        Question, and statement or choice after a dash, without markup.
    choices
        Code in the cells (as recoded in the survey) -> label.
    """

    text: str
    choices: Mapping[str, str] = field(default_factory=lambda: NO_CHOICES)

    def text_for(self, told: str) -> str:
        """The file cuts texts at 100 characters and marks it so; whole ones it has piped in are kept."""
        return self.text if not told or "..." in told else told


def questions(definition: Mapping[str, object]) -> dict[str, Question]:
    """Index the questions by ImportId (``QID4-1``) and by name (``Q4_1``) of their export columns.

    Parameters
    ----------
    definition
        The parsed file.

    Returns
    -------
    dict
        Keys of both kinds; an ImportId has all its underscores turned to dashes.
    """
    found: dict[str, Question] = {}
    for element in _list(definition.get("SurveyElements")):
        if not isinstance(element, dict) or element.get("Element") != "SQ":
            continue
        payload = element.get("Payload")
        if not isinstance(payload, dict):
            continue
        parts = [payload]
        if payload.get("QuestionType") == "SBS":
            parts = [p for p in _dict(payload.get("AdditionalQuestions")).values() if isinstance(p, dict)]
        for part in parts:
            for import_id, name, question in _columns(part, payload):
                found.setdefault(import_id, question)
                found.setdefault(name, question)
    return found


def _columns(part: Mapping[str, object], whole: Mapping[str, object]) -> Iterator[tuple[str, str, Question]]:
    qid, tag = str(part.get("QuestionID", "")), str(part.get("DataExportTag", ""))
    text = _plain(whole.get("QuestionText"))
    if part is not whole:
        text = f"{text} - {_plain(part.get('QuestionText'))}"
    kind, selector = part.get("QuestionType"), str(part.get("Selector", ""))
    if kind == "Matrix":
        yield from _matrix(part, qid, tag, text)
    elif kind == "MC" and selector in _MULTIPLE:
        yield from _several(part, qid, tag, text)
    elif kind == "MC":
        yield from _single(part, qid, tag, text)
    else:
        yield f"{qid}-TEXT", f"{tag}_TEXT", Question(text)
        yield qid, tag, Question(text)
        for key, label in _labels(part.get("Choices")).items():
            yield f"{qid}-{key}", f"{tag}_{key}", Question(f"{text} - {label}")


def _single(part: Mapping[str, object], qid: str, tag: str, text: str) -> Iterator[tuple[str, str, Question]]:
    yield qid, tag, Question(text, _recoded(part, "Choices"))
    yield f"{qid}-TEXT", f"{tag}_TEXT", Question(text)
    for key, label in _labels(part.get("Choices")).items():
        yield f"{qid}-{key}-TEXT", f"{tag}_{key}_TEXT", Question(f"{text} - {label}")


def _several(
    part: Mapping[str, object], qid: str, tag: str, text: str
) -> Iterator[tuple[str, str, Question]]:
    """A column a choice; the cell holds 1, or the choice's code, where it was chosen."""
    codes = _codes(part, "Choices")
    yield qid, tag, Question(text, _recoded(part, "Choices"))
    for key, label in _labels(part.get("Choices")).items():
        question = Question(f"{text} - {label}", {"1": label, codes[key]: label})
        yield f"{qid}-{key}", f"{tag}_{codes[key]}", question
        yield f"{qid}-{key}", f"{tag}_{key}", question
        yield f"{qid}-{key}-TEXT", f"{tag}_{key}_TEXT", Question(f"{text} - {label}")


def _matrix(part: Mapping[str, object], qid: str, tag: str, text: str) -> Iterator[tuple[str, str, Question]]:
    """A column a statement; with several answers allowed, a column a statement and answer."""
    tags = _dict(part.get("ChoiceDataExportTags"))
    answers, codes = _labels(part.get("Answers")), _codes(part, "Answers")
    several = part.get("SubSelector") == "MultipleAnswer"
    written = part.get("Selector") == "TE"
    for key, label in _labels(part.get("Choices")).items():
        statement, row = f"{text} - {label}", str(tags.get(key, key))
        if not several and not written:
            yield f"{qid}-{key}", f"{tag}_{row}", Question(statement, _recoded(part, "Answers"))
            yield f"{qid}-{key}-TEXT", f"{tag}_{row}_TEXT", Question(statement)
            continue
        for answer, answer_label in answers.items():
            cell = Question(
                f"{statement} - {answer_label}",
                {"1": answer_label, codes[answer]: answer_label} if several else NO_CHOICES,
            )
            end, name_end = ("-TEXT", "_TEXT") if written else ("", "")
            yield f"{qid}-{key}-{answer}{end}", f"{tag}_{row}_{codes[answer]}{name_end}", cell
            yield f"{qid}-{key}-{answer}{end}", f"{tag}_{row}_{answer}{name_end}", cell


def _recoded(part: Mapping[str, object], what: str) -> dict[str, str]:
    codes = _codes(part, what)
    return {codes[key]: label for key, label in _labels(part.get(what)).items()}


def _codes(part: Mapping[str, object], what: str) -> dict[str, str]:
    """Choice -> code in the cells; the survey may recode some."""
    recode = _dict(part.get("RecodeValues"))
    return {key: str(recode.get(key, key)) for key in _dict(part.get(what))}


def _labels(value: object) -> dict[str, str]:
    return {
        key: _plain(choice.get("Display")) if isinstance(choice, dict) else _plain(choice)
        for key, choice in _dict(value).items()
    }


def _plain(value: object) -> str:
    """Text without markup: tags out, entities read, blanks joined."""
    return " ".join(html.unescape(_TAG.sub(" ", str(value or ""))).split())


def _dict(value: object) -> dict[str, object]:
    """Qualtrics (PHP) writes an empty mapping as [] or false, and one with keys 1, 2, .. as a list."""
    if isinstance(value, dict):
        return {str(key): item for key, item in value.items()}
    return {str(i): item for i, item in enumerate(value)} if isinstance(value, list) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
