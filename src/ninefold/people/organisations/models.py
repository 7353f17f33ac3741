"""An organisation: the owner of every row."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from ninefold.people.organisations.choices import Calendar, Digits, Weekday

# Under five people somebody can be recognised whatever else is done, so nobody may set it lower.
SMALLEST_THRESHOLD = 5
MOST_FALSE_ALARMS = 12


class Organisation(models.Model):
    """Who runs a programme; all data, members and settings belong to exactly one."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=10, default="en")
    calendar = models.CharField(max_length=10, choices=Calendar, default=Calendar.GREGORY)
    digits = models.CharField(max_length=5, choices=Digits, default=Digits.LOCAL)
    week_start = models.PositiveSmallIntegerField(choices=Weekday, default=Weekday.MONDAY)
    threshold = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(SMALLEST_THRESHOLD)]
    )
    staff_threshold = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(SMALLEST_THRESHOLD)]
    )
    # How many anomaly notices a year may be false, over all metrics together.
    false_alarms = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_FALSE_ALARMS)]
    )
    # Nobody's own: the demo made it, pages say so, and it may be removed with all that is in it.
    invented = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__gte=SMALLEST_THRESHOLD) & Q(staff_threshold__gte=SMALLEST_THRESHOLD),
                name="thresholds_protect_people",
            )
        ]

    def __str__(self) -> str:
        return self.name
