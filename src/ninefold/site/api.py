"""The API under /api/v1/: every room adds its router here; every operation declares its policy.

Sessions of signed-in members are accepted, checked against forged requests by `PolicyMiddleware`. The
description stands at /api/v1/openapi.json; the interactive page of django-ninja is off, because it loads
scripts from other people's servers.
"""

from ninja import NinjaAPI

from ninefold.people.members.api import router as members
from ninefold.understand.benchmarks.api import router as benchmarks
from ninefold.understand.changes.api import router as changes
from ninefold.understand.comparisons.api import router as comparisons
from ninefold.understand.drivers.api import router as drivers
from ninefold.understand.explorer.api import router as explorer
from ninefold.understand.journey_health.api import router as journey_health
from ninefold.understand.metrics.api import router as metrics
from ninefold.understand.trends.api import router as trends

api = NinjaAPI(title="Ninefold", version="1", urls_namespace="api", docs_url=None)
api.add_router("/people/", members)
api.add_router("/understand/", comparisons)
api.add_router("/understand/", explorer)
api.add_router("/understand/", changes)
api.add_router("/understand/", drivers)
api.add_router("/understand/", journey_health)
api.add_router("/understand/", metrics)
api.add_router("/understand/", trends)
api.add_router("/understand/", benchmarks)
