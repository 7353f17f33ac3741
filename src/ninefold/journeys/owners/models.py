"""Owners: who answers for a touchpoint or a whole journey, where, from when until when, and who covers."""

from django.db import models
from django.db.models import F, Q

from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet
from ninefold.people.units.models import Unit


def _one_open(of: str, *, everywhere: bool) -> models.UniqueConstraint:
    """Let one ownership without an end stand for a touchpoint or journey in a unit, or everywhere."""
    place = "everywhere" if everywhere else "in_a_unit"
    return models.UniqueConstraint(
        fields=[of] if everywhere else [of, "unit"],
        condition=Q(until=None, unit__isnull=everywhere) & ~Q(**{of: None}),
        name=f"one_open_owner_of_a_{of}_{place}",
    )


class Ownership(models.Model):
    """A member answers for a touchpoint or a whole journey, in a unit and all below it, or everywhere.

    Days count whole: it holds from `since` to `until`, both included; without `until` it goes on. While
    `cover` is named, from `cover_since` to `cover_until` (or to its end), they answer in the owner's place.
    It ends when the owner leaves, and is gone with its unit (`owners/endings.py`).
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    touchpoint = models.ForeignKey(
        Touchpoint, null=True, blank=True, on_delete=models.CASCADE, related_name="ownerships"
    )
    # By name: a map names its owners, so this feature stands below that one.
    journey = models.ForeignKey(
        "journeys.Journey", null=True, blank=True, on_delete=models.CASCADE, related_name="ownerships"
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    cover = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    cover_since = models.DateField(null=True, blank=True)
    cover_until = models.DateField(null=True, blank=True)

    objects = OwnedQuerySet["Ownership"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(touchpoint=None, journey__isnull=False)
                | Q(touchpoint__isnull=False, journey=None),
                name="owner_of_a_touchpoint_or_a_journey",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="ownership_begins_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(cover=None)
                | (
                    Q(cover_since__isnull=False, cover_since__gte=F("since"))
                    & (Q(cover_until=None) | Q(cover_until__gte=F("cover_since")))
                    & (Q(until=None) | Q(cover_until=None) | Q(cover_until__lte=F("until")))
                ),
                name="cover_lies_within",
            ),
            models.CheckConstraint(
                condition=Q(cover=None) | ~Q(cover=F("member")), name="nobody_covers_self"
            ),
            _one_open("touchpoint", everywhere=True),
            _one_open("touchpoint", everywhere=False),
            _one_open("journey", everywhere=True),
            _one_open("journey", everywhere=False),
        ]

    def __str__(self) -> str:
        return f"ownership {self.pk}"
