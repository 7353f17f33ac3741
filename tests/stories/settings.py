"""The settings of a story's child processes: the product's own, on the test's database."""

import os

from ninefold.site.settings import *  # noqa: F403
from ninefold.site.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["NINEFOLD_TEST_NAME"]
