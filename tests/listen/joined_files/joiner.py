"""The child process of the kill test: a house of its own in NINEFOLD_HOME, and the join of a bundle in it.

    python -m tests.listen.joined_files.joiner prepare | join | state

`join` prints how far it is, so that the test knows when to kill it; `state` prints what stands, as JSON.
"""

import json
import os
import sys
from pathlib import Path

import django


def prepare() -> None:
    """Make the house, read two files of 150,000 rows and confirm their recipe."""
    from django.core.management import call_command
    from tests import factories
    from tests.listen.joined_files.bundles import given

    from ninefold.listen.joined_files.models import Bundle
    from ninefold.listen.joined_files.operations import confirm_recipe, receive_files, understand_bundle
    from ninefold.listen.joined_files.recipe import Recipe

    call_command("migrate", verbosity=0)
    house = factories.organisation()
    rows = range(150_000)
    files = {
        "answers.csv": "response_id,order,stars\n" + "".join(f"r{n},o{n},{n % 5 + 1}\n" for n in rows),
        "orders.csv": "order,state\n" + "".join(f"o{n},s{n % 27}\n" for n in reversed(rows)),
    }
    place = Path(os.environ["NINEFOLD_HOME"]) / "uploads"
    by = factories.member(of=house)
    bundle = receive_files(organisation=house, by=by, files=given(place, dict(files)), at=factories.AT)
    understand_bundle(bundle=bundle, progress=lambda _share: None)
    bundle = Bundle.objects.get()
    recipe = Recipe.from_json(bundle.recipe)
    confirm_recipe(bundle=bundle, recipe=recipe, agreed=False, at=factories.AT)


def join() -> None:
    """Join the bundle and tell how far it is."""
    from tests import factories

    from ninefold.listen.joined_files.models import Bundle
    from ninefold.listen.joined_files.operations import join_bundle

    def tell(share: float) -> None:
        print(round(share, 3), flush=True)

    bundle = Bundle.objects.select_related("organisation", "by", "source").get()
    join_bundle(bundle=bundle, at=factories.AT, progress=tell)


def state() -> None:
    """Say what stands in rows and on disk."""
    from ninefold.listen.joined_files.models import Bundle
    from ninefold.listen.sources.models import Import
    from ninefold.listen.sources.opening import open_file
    from ninefold.listen.sources.reading import desk

    bundle, imports = Bundle.objects.get(), list(Import.objects.all())
    rows = 0
    for upload in imports:
        with desk() as place:
            opened = open_file(path=upload.file, connection=place.connection, scratch=place.folder / "one")
            rows += place.connection.execute(f"SELECT count(c3) FROM {opened.relation}").fetchall()[0][0]
    whole = bundle.folder.with_name(f"{bundle.folder.name}.parquet").exists()
    print(json.dumps({"state": bundle.state, "imports": len(imports), "rows": rows, "whole": whole}))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.site.settings"
    django.setup()
    {"prepare": prepare, "join": join, "state": state}[sys.argv[1]]()
