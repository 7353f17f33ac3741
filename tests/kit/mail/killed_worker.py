"""A worker that sends mail until it is killed. Argument: the name of the test's database."""

import sys
from datetime import timedelta

import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()

from tests.kit.mail.letters import wiring  # noqa: E402  (models need the set-up above)

from ninefold.kit.jobs.leases import sweep  # noqa: E402
from ninefold.kit.jobs.worker import Worker  # noqa: E402

wired = wiring()
wired.keep(seconds=0.1, upkeep=sweep)
Worker(wiring=wired, lease=timedelta(seconds=0.5), poll=0.02).run()
