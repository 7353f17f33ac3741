"""Where the words somebody searched for stand in a comment, found as the search itself finds them."""

from collections.abc import Iterator

from ninefold.engine.folding import fold

Span = tuple[int, int, str]


def hits(*, text: str, words: str) -> tuple[Span, ...]:
    """Find the places of searched words in a comment.

    Parameters
    ----------
    text : the comment as it was written.
    words : what was searched for; each word is looked for as it stands.

    Returns
    -------
    tuple of (start, end, "hit")
        Half-open places in `text`, in order and apart from each other.

    Examples
    --------
    >>> hits(text="The Straße is long", words="strasse LONG")
    ((4, 10, 'hit'), (14, 18, 'hit'))
    """
    folded, places = _folded(text)
    found = sorted(span for word in set(fold(words).split()) for span in _spans(folded, word=word))
    apart: list[Span] = []
    for first, last in found:
        start, end = places[first], places[last] + 1
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]), "hit")
        else:
            apart.append((start, end, "hit"))
    return tuple(apart)


def _folded(text: str) -> tuple[str, list[int]]:
    """Fold letter by letter, and remember for each folded letter which one it came from."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for folded in fold(letter) or (" " if letter.isspace() else ""):
            letters.append(folded)
            places.append(place)
    return "".join(letters), places


def _spans(folded: str, *, word: str) -> Iterator[tuple[int, int]]:
    start = folded.find(word)
    while start >= 0:
        yield start, start + len(word) - 1
        start = folded.find(word, start + len(word))
