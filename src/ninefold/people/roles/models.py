"""Who has which role where."""

from django.db import models
from django.db.models import Q

from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet
from ninefold.people.roles.choices import Role
from ninefold.people.units.models import Unit


class RoleGrant(models.Model):
    """A role of a member, in a unit and all below it, or in the whole organisation.

    Several grants of one role are one role in several places. Several roles stay several: a member acts in
    one of them at a time, so that rights never add up without anybody having said so.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.RESTRICT, related_name="grants")
    given_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()

    objects = OwnedQuerySet["RoleGrant"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "role", "unit"], name="role_once_in_a_unit"),
            models.UniqueConstraint(
                fields=["member", "role"], condition=Q(unit=None), name="role_once_in_the_whole"
            ),
            models.CheckConstraint(condition=~Q(role=Role.OWNER) | Q(unit=None), name="owners_own_the_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"
