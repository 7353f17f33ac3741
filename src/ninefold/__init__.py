"""Ninefold: run a customer-experience programme. For a notebook the one door is `ninefold.open`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from ninefold.site.notebook.door import Door

__all__ = ["open"]


def open(  # noqa: A001  # `ninefold.open(path)` reads as what it does
    path: str | PathLike[str],
    *,
    member: str | None = None,
    organisation: str | None = None,
    role: str | None = None,
) -> Door:
    """Open the data folder of a Ninefold on this machine for analysis, as one of its members.

    Parameters
    ----------
    path : str or PathLike
        The data folder, as `NINEFOLD_HOME` names it.
    member : str, optional
        E-mail address of the member whose rights and sight hold. Without it `NINEFOLD_MEMBER` is asked, and
        then the only member who can sign in.
    organisation : str, optional
        Name or short name of the organisation, where the member belongs to several.
    role : str, optional
        The role acted in, such as "analyst"; the first of the member's roles without it.

    Returns
    -------
    Door
        Rows by `feedback`, `comments`, `events` and `outcomes`; numbers by `metric`.

    Raises
    ------
    CannotOpen
        If there is no Ninefold, no such member, or more than one to choose from; it says what to do.

    Examples
    --------
    >>> house = ninefold.open("var", member="oleh@example.org")  # doctest: +SKIP
    >>> house.feedback(since="2026-01-01", channel="web").to_pandas()  # doctest: +SKIP
    >>> house.metric("nps", since="2026-01-01")  # doctest: +SKIP
    """
    from ninefold.site.notebook.opening import open_home  # noqa: PLC0415  # `import ninefold` stays light

    return open_home(path, member=member, organisation=organisation, role=role)
