"""What may stand in the audit log: nothing that would have to be erased with a person."""

import re

# A word of ours, or the name of a column. An e-mail address, an address of a machine, a name of two words and
# a sentence all have a sign that is not allowed here; a sentence in Chinese has none that is.
_WORD = re.compile(r"[A-Za-z0-9_-]{1,80}")
_SUBJECT = re.compile(r"[a-z_]{1,40}( [0-9]{1,19})?")


def is_word(text: str) -> bool:
    """Tell whether a text is one word of ours.

    Examples
    --------
    >>> is_word("a_plan"), is_word("ingrid@example.org"), is_word("192.0.2.1"), is_word("too slow")
    (True, False, False, False)
    """
    return _WORD.fullmatch(text) is not None


def may_be_subject(subject: str) -> bool:
    """Tell whether a text is nothing, a kind, or a kind and a number: "", "settings", "member 17"."""
    return subject == "" or _SUBJECT.fullmatch(subject) is not None


def may_be_details(details: object) -> bool:
    """Tell whether something holds words of ours, whole numbers and truth values alone, however nested."""
    if isinstance(details, str):
        return is_word(details)
    if isinstance(details, list | tuple):
        return all(may_be_details(each) for each in details)
    if isinstance(details, dict):
        return all(
            isinstance(name, str) and is_word(name) and may_be_details(each) for name, each in details.items()
        )
    return details is None or isinstance(details, int)
