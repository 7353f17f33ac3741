"""`ninefold compact`: make many small files of facts few, without waiting for the worker."""

import click
from django.utils.translation import gettext as _

from ninefold.engine import compacting
from ninefold.kit.clock import now
from ninefold.people.organisations.models import Organisation


@click.command()
def compact() -> None:
    """Make the small files of single records one for each source, without rows that are void."""
    for organisation in Organisation.objects.order_by("slug"):
        files = compacting.compact(organisation=organisation.pk, at=now(), more_than=1)
        click.echo(
            _("%(slug)s: %(files)d files taken up into others.") % {"slug": organisation.slug, "files": files}
        )
