"""The one way rows are fetched: of one organisation (see `people/policies.py`)."""

from typing import Self, TypeVar

from django.db import models

from ninefold.people.organisations.models import Organisation

Row = TypeVar("Row", bound=models.Model)


class OwnedQuerySet(models.QuerySet[Row]):
    """Rows that belong to an organisation through their field `organisation`."""

    def for_organisation(self, organisation: Organisation) -> Self:
        """Keep the rows of one organisation; every view starts here."""
        return self.filter(organisation=organisation)
