"""Which addresses can be kept."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

LONGEST = 4000


def is_page(*, address: str) -> bool:
    """Tell whether an address is one of our pages: a path of this installation, with its filters."""
    parts = urlsplit(address)
    # A browser reads a backslash as a slash, and two slashes as another site.
    inside = address.startswith("/") and not address.startswith("//") and "\\" not in address
    if not inside or parts.scheme or parts.netloc or parts.fragment or len(address) > LONGEST:
        return False
    try:
        resolve(parts.path)
    except Resolver404:
        return False
    return True
