"""`ninefold admin-link`: the way in for the first member, and back in for one who lost it."""

import click
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ninefold.kit.clock import now
from ninefold.people.members.links import (
    AlreadyStartedError,
    IssuedLink,
    UnknownMemberError,
    issue_first_link,
    issue_reset_link,
)


def link_address(issued: IssuedLink) -> str:
    """Write the whole address of a one-time link, as somebody opens it in a browser."""
    return f"{settings.ADDRESS}{reverse('people:welcome', args=[issued.token])}"


@click.command("admin-link")
@click.option(
    "--email", help="Reset the access of this member: new password, no second step, sessions ended."
)
def admin_link(email: str | None) -> None:
    """Print a one-time link, valid for 24 hours: to start, or to reset the access of a member."""
    click.echo(_reset_address(email) if email else _first_address())


def _first_address() -> str:
    try:
        return link_address(issue_first_link(at=now()))
    except AlreadyStartedError:
        message = _("There are members already. Name one: ninefold admin-link --email ADDRESS")
        raise click.ClickException(message) from None


def _reset_address(email: str) -> str:
    try:
        return link_address(issue_reset_link(email=email, at=now()))
    except UnknownMemberError:
        raise click.ClickException(
            _("No active member signs in with %(email)s.") % {"email": email}
        ) from None
