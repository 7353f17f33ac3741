"""The only writer of what an organisation adds to a metric."""

from datetime import datetime

from django.db import transaction

from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.understand.metrics.models import MetricSetting


@transaction.atomic
def set_aim(
    *, organisation: Organisation, slug: str, owner: Member | None, target: float | None, at: datetime
) -> MetricSetting:
    """Say who answers for a metric and what it aims at; a new target is a new version of the definition.

    Parameters
    ----------
    slug : which metric of the registry.
    owner : a member of the organisation, or None.
    target : in the units of the page (points, per cent, scale points), or None.
    at : the moment of the change.

    Raises
    ------
    ValueError
        When the owner is a member of another organisation.
    """
    if owner is not None and owner.organisation_id != organisation.pk:
        raise ValueError(f"Member {owner.pk} does not belong to organisation {organisation.pk}.")
    setting, _created = MetricSetting.objects.select_for_update().get_or_create(
        organisation=organisation, slug=slug, defaults={"changed_at": at}
    )
    if setting.target != target and not _created:
        setting.version += 1
    setting.owner, setting.target, setting.changed_at = owner, target, at
    setting.save()
    return setting
