"""Views that members keep: an address with its filters, under a name."""

from django.db import models

from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


class SavedView(models.Model):
    """An address of a page with its filters. It holds no number: whoever opens it sees what they may see."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=4000)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = OwnedQuerySet["SavedView"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="view_name_once_a_member")]

    def __str__(self) -> str:
        return self.name
