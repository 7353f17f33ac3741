"""Who hears of what, and who does which job: the whole traffic between the rooms on one page.

Events connect rooms against the direction of the imports; jobs are what workers do. A line here is all it
takes to add one. Handlers are named, not imported: a process pays for a handler when its first job arrives,
and a test sees to it that every name leads somewhere.
"""

from ninefold.customers.erasure.registry import REGISTRY
from ninefold.customers.time_line.stages import told_by
from ninefold.kit.events import Event, subscribe
from ninefold.kit.jobs.choices import Lane
from ninefold.kit.jobs.leases import sweep
from ninefold.kit.jobs.upkeep import checkpoint, prune_job
from ninefold.kit.jobs.wiring import Late, Wiring
from ninefold.site.erased_places import FOLDERS_WITHOUT, MODELS_WITHOUT, PLACES
from ninefold.site.home.stages import stage_names

SECOND = 1
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

# Who hears of what: (event, the kinds of job that follow from it).
HEARD: tuple[tuple[type[Event], tuple[str, ...]], ...] = ()


def connect_events() -> None:
    """Connect every event with the jobs that follow from it; every process does so when it starts."""
    for event, kinds in HEARD:
        for kind in kinds:
            subscribe(event, kind)


def introduce_rooms() -> None:
    """Let rooms that stand side by side hear of each other what a page of one shows of the other."""
    told_by(stage_names)


def name_erased_places() -> None:
    """Name every place from which a person is erased; every process does so when it starts."""
    REGISTRY.fill(places=PLACES, models=MODELS_WITHOUT, folders=FOLDERS_WITHOUT)


def wire_jobs() -> Wiring:
    """Name every kind of job, its handler and its lane, and everything that is done regularly."""
    wiring = Wiring()

    wiring.handle("listen.sources.read", Late("ninefold.listen.sources.tasks:read"), lane=Lane.LONG)
    wiring.handle("listen.sources.store", Late("ninefold.listen.sources.tasks:store"), lane=Lane.LONG)
    wiring.handle(
        "listen.sources.close-abandoned",
        Late("ninefold.listen.sources.tasks:close_abandoned"),
        lane=Lane.QUICK,
    )
    wiring.handle("demo.example.load", Late("ninefold.demo.example.tasks:load"), lane=Lane.LONG)
    wiring.handle("listen.joined-files.read", Late("ninefold.listen.joined_files.tasks:read"), lane=Lane.LONG)
    wiring.handle("listen.joined-files.join", Late("ninefold.listen.joined_files.tasks:join"), lane=Lane.LONG)
    wiring.handle(
        "listen.joined-files.forget", Late("ninefold.listen.joined_files.tasks:forget"), lane=Lane.QUICK
    )
    wiring.handle("demo.example.register", Late("ninefold.demo.example.tasks:register"), lane=Lane.LONG)
    wiring.handle("engine.seal", Late("ninefold.engine.tasks:seal_tails"), lane=Lane.QUICK)
    wiring.handle("engine.compact", Late("ninefold.engine.tasks:compact_segments"), lane=Lane.QUICK)
    wiring.handle("engine.sweep-files", Late("ninefold.engine.tasks:sweep_files"), lane=Lane.QUICK)
    wiring.handle("kit.jobs.prune", prune_job, lane=Lane.QUICK)
    wiring.handle("kit.mail.send", Late("ninefold.kit.mail.tasks:send"), lane=Lane.QUICK)
    wiring.handle("kit.mail.prune", Late("ninefold.kit.mail.tasks:prune"), lane=Lane.QUICK)
    wiring.handle(
        "people.members.forget-addresses",
        Late("ninefold.people.members.tasks:forget_addresses"),
        lane=Lane.QUICK,
    )

    wiring.handle("understand.trends.watch", Late("ninefold.understand.trends.tasks:watch"), lane=Lane.QUICK)
    wiring.handle("understand.trends.look", Late("ninefold.understand.trends.tasks:look"), lane=Lane.LONG)

    _wire_erasures(wiring)
    _wire_what_recurs(wiring)
    return wiring


def _wire_erasures(wiring: Wiring) -> None:
    wiring.handle("customers.erasure.look", Late("ninefold.customers.erasure.tasks:look"), lane=Lane.LONG)
    wiring.handle(
        "customers.erasure.carry-out", Late("ninefold.customers.erasure.tasks:carry_out"), lane=Lane.LONG
    )
    wiring.handle(
        "customers.erasure.forget-abandoned",
        Late("ninefold.customers.erasure.tasks:forget_abandoned"),
        lane=Lane.QUICK,
    )


def _wire_what_recurs(wiring: Wiring) -> None:
    wiring.every(seconds=MINUTE, kind="engine.seal")
    wiring.every(seconds=6 * HOUR, kind="engine.compact")
    wiring.every(seconds=HOUR, kind="engine.sweep-files")
    wiring.every(seconds=HOUR, kind="listen.sources.close-abandoned")
    wiring.every(seconds=HOUR, kind="listen.joined-files.forget")
    wiring.every(seconds=HOUR, kind="customers.erasure.forget-abandoned")
    wiring.every(seconds=HOUR, kind="kit.jobs.prune")
    wiring.every(seconds=HOUR, kind="kit.mail.prune")
    wiring.every(seconds=HOUR, kind="people.members.forget-addresses")

    wiring.every(seconds=DAY, kind="understand.trends.watch")

    wiring.keep(seconds=5 * SECOND, upkeep=sweep)
    wiring.keep(seconds=30 * SECOND, upkeep=checkpoint)
