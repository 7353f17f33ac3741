"""What holds of an order, whoever changes it."""

from collections.abc import Sequence


def placed(order: Sequence[int], *, moved: int, to: int) -> list[int]:
    """Put one of an order at another place, counted from 0 among all of them; beyond the ends is the end.

    Examples
    --------
    >>> placed([7, 8, 9], moved=9, to=0)
    [9, 7, 8]
    >>> placed([7, 8, 9], moved=7, to=99)
    [8, 9, 7]
    >>> placed([7, 8], moved=5, to=1)
    [7, 5, 8]
    """
    others = [each for each in order if each != moved]
    place = min(max(0, to), len(others))
    return [*others[:place], moved, *others[place:]]
