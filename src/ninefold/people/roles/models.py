"""Who has which role where."""

from django.db import models
from django.db.models import Q

from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet
from ninefold.people.roles.choices import Role
from ninefold.people.units.models import Unit


class StandingRule(models.Model):
    """A role for whoever has a position, or belongs to a unit: as people change, so does who has it.

    `position` empty means any; `within` empty means any unit. The role is given in the unit that the member
    belongs to, or in the whole organisation.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    position = models.CharField(max_length=100, blank=True, default="")
    within = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    own_unit = models.BooleanField(default=True)
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    objects = OwnedQuerySet["StandingRule"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(role=Role.OWNER), name="nobody_owns_by_rule"),
            models.CheckConstraint(
                condition=~Q(position="") | Q(within__isnull=False), name="rule_asks_for_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} by rule {self.pk}"


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
