"""The settings of the kill test's child process: the engine alone, on the parent's test database."""

import os

from ninefold.site.settings import *  # noqa: F403
from ninefold.site.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["NINEFOLD_TEST_NAME"]
INSTALLED_APPS = ["ninefold.engine"]  # so that a thousand children start quickly
