"""How many invented tables a property is tried on: a cluster takes seconds for what DuckDB does at once."""

from typing import Final

import hypothesis
from django.conf import settings

ON_A_CLUSTER: Final = 3


def invented(number: int) -> hypothesis.settings:
    """Try so many; the data folder of the test stays the same for all of them."""
    return hypothesis.settings(
        max_examples=number if settings.ENGINE == "duckdb" else ON_A_CLUSTER,
        suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
    )
