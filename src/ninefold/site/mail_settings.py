"""Reading the two settings of mail: where it is handed to, and who it comes from."""

from email.utils import parseaddr
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

PORTS = {"smtp": 587, "smtps": 465}
NOBODY = "webmaster@localhost"  # Django's own; nothing is sent while mail is off.


class MailServer(NamedTuple):
    """Where mail is handed to; no host means that mail is off."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def mail_server(url: str) -> MailServer:
    """Read the address of the mail server.

    Parameters
    ----------
    url
        `smtp://user:password@host:587?tls=starttls`, `smtps://user:password@host:465`, or empty. Without
        `tls=none` nothing travels in the clear.

    Raises
    ------
    ImproperlyConfigured
        When it is anything else. What was written is not repeated, because it holds a password.

    Examples
    --------
    >>> mail_server("smtps://ingrid:a%2Fb@mail.example.org")
    MailServer(host='mail.example.org', port=465, user='ingrid', password='a/b', starttls=False, tls=True)
    """
    if not url:
        return MailServer()
    parts, port, tls = _parts(url)
    if not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise _unusable("it names no host, or is cut short by a sign of the password")
    if bool(parts.username) != bool(parts.password):
        raise _unusable("it has a user without a password, or a password without a user")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():
        raise _unusable("user or password holds signs beyond ASCII, which the login of SMTP cannot carry")
    return MailServer(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=user,
        password=password,
        starttls=parts.scheme == "smtp" and tls == "starttls",
        tls=parts.scheme == "smtps",
    )


def _parts(url: str) -> tuple[SplitResult, int | None, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
        asked = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
    except ValueError:
        raise _unusable("its port is no number, or what follows the question mark is incomplete") from None
    if parts.scheme not in PORTS:
        raise _unusable("it starts with neither smtp:// nor smtps://")
    tls = asked.pop("tls", ["starttls"])
    if asked or (parts.scheme == "smtps" and parts.query) or tls not in (["starttls"], ["none"]):
        raise _unusable("only ?tls=starttls or ?tls=none may follow, and only after smtp://")
    return parts, port, tls[0]


def _unusable(why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        "NINEFOLD_SMTP_URL must look like smtp://user:password@host:587?tls=starttls or "
        "smtps://user:password@host:465, with signs such as / and # of a password written as %2F and %23; "
        f"here {why}."
    )


def mail_sender(written: str, *, needed: bool) -> str:
    """Read who mails come from: an address, with or without a name before it.

    Parameters
    ----------
    written
        `cx@example.org` or `Ninefold <cx@example.org>`, in any script.
    needed
        Whether mail is on; else it may be left out.

    Raises
    ------
    ImproperlyConfigured
        When it is no such address, or left out while mail is on.
    """
    if not written and not needed:
        return NOBODY
    try:
        validate_email(parseaddr(written)[1])
    except ValidationError:
        raise _no_sender(written) from None
    if written.splitlines() != [written]:
        raise _no_sender(written)
    return written


def _no_sender(written: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        "NINEFOLD_MAIL_FROM must be an address such as cx@example.org or Ninefold <cx@example.org>, and is "
        f"needed once NINEFOLD_SMTP_URL is set; it is {written!r}."
    )
