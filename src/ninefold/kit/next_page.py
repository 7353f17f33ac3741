"""Where whoever sent a form goes on."""

from django.utils.http import url_has_allowed_host_and_scheme


def next_page(wish: str, *, host: str, secure: bool) -> str:
    """Give the address that a form names, never one of another site; without one the Overview.

    Parameters
    ----------
    wish
        What stood in the form.
    host, secure
        By which name we were asked, and whether by HTTPS.

    Examples
    --------
    >>> next_page("/understand/trends/?every=week", host="cx.example.org", secure=True)
    '/understand/trends/?every=week'
    >>> next_page("//elsewhere.example.org/", host="cx.example.org", secure=True)
    '/'
    """
    return wish if url_has_allowed_host_and_scheme(wish, {host}, require_https=secure) else "/"
