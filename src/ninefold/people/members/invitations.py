"""Invitations that are mailed: the letter, in the language of whoever gets it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ninefold.kit import mail
from ninefold.kit.locales import is_rtl
from ninefold.people.members.links import IssuedLink, invite
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation

Isolated = Callable[[str], str]


def link_address(*, issued: IssuedLink, site: str) -> str:
    """Write the whole address of an invitation.

    Parameters
    ----------
    site
        Where people reach this installation, such as "https://cx.example.org".
    """
    return f"{site.rstrip('/')}{reverse('people:welcome', args=[issued.token])}"


@transaction.atomic
def invite_by_mail(
    *,
    organisation: Organisation,
    by: Member,
    note: str,
    email: str,
    language: str,
    site: str,
    at: datetime,
) -> IssuedLink:
    """Make an invitation and mail its link; both or neither.

    Parameters
    ----------
    organisation
        Where the person will be a member.
    by
        Who invites, named in the mail.
    note
        For whom it is meant, as shown in the list of invitations; not in the mail.
    email
        Where the mail goes; kept with the invitation while it is open.
    language
        One of the six languages of the pages: that of the mail.
    site
        Where people reach this installation, such as "https://cx.example.org".
    at
        The moment; the link works for seven days.

    Returns
    -------
    The link with its token, so that it can be given by hand as well.

    Raises
    ------
    ninefold.kit.mail.MailOffError
        When mail is not set up.
    ninefold.kit.mail.UnfitMailError
        When `email` is not the address of one person.
    """
    issued = invite(organisation=organisation, by=by, note=note, email=email, at=at)
    names = {"inviter": _one_line(by.name), "organisation": _one_line(organisation.name)}
    address = link_address(issued=issued, site=site)
    with translation.override(language):
        subject = _("%(inviter)s invites you to join %(organisation)s in Ninefold") % names
        mail.send_later(
            organisation=organisation.pk,
            to=email,
            subject=subject,
            text=_letter("txt", names=names, link=address, isolated=_isolated_text),
            html=_letter("html", names=names, link=address, isolated=_isolated_html),
            key=issued.link.mail_key,
            at=at,
        )
    return issued


def _letter(form: str, *, names: dict[str, str], link: str, isolated: Isolated) -> str:
    language = translation.get_language() or "en"
    context = {name: isolated(value) for name, value in names.items()} | {
        "link": link,
        "language": language,
        "direction": "rtl" if is_rtl(language) else "ltr",
    }
    return render_to_string(f"people/members/mail/invitation.{form}", context)


def _one_line(name: str) -> str:
    """Fold a name onto one line: a form lets line breaks through that a header must not have."""
    return " ".join(name.split())


def _isolated_text(name: str) -> str:
    """Keep a name in another script from turning the sentence around it (Unicode's FSI and PDI)."""
    return f"\u2068{name}\u2069"


def _isolated_html(name: str) -> str:
    return format_html("<bdi>{}</bdi>", name)
