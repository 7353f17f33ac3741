"""Table of contents of the models of this room: one migration history for all of it."""

from ninefold.journeys.maps.models import Journey, Stage, Step
from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.touchpoints.models import Touchpoint, TouchpointName

__all__ = ["Journey", "Ownership", "Stage", "Step", "Touchpoint", "TouchpointName"]
