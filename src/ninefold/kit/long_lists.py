"""Long lists: a page shows the first hundred rows, and all of them where its address asks for that."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar
from urllib.parse import urlencode

T = TypeVar("T")
MOST: Final = 100
ROWS: Final = "rows"
_ALL: Final = "all"


def all_asked(query: Mapping[str, str]) -> bool:
    """Tell whether an address asks for all rows.

    Examples
    --------
    >>> all_asked({"rows": "all"}), all_asked({"rows": "7"}), all_asked({})
    (True, False, False)
    """
    return query.get(ROWS) == _ALL


def first_of(
    rows: Sequence[T], *, everything: bool, query: Mapping[str, Sequence[str]]
) -> tuple[Sequence[T], str]:
    """Give the rows to show, and the address that shows all of them; none where these are all.

    Parameters
    ----------
    everything : show all rows, however many.
    query : the address of the page without this wish.

    Examples
    --------
    >>> rows, address = first_of(range(250), everything=False, query={"by": ["unit"]})
    >>> len(rows), address
    (100, '?by=unit&rows=all')
    >>> first_of([1, 2], everything=False, query={})
    ([1, 2], '')
    """
    if everything or len(rows) <= MOST:
        return rows, ""
    return rows[:MOST], f"?{urlencode({**query, ROWS: [_ALL]}, doseq=True)}"
