"""Files taken in, understood, corrected, joined and handed on; and what goes wrong on the way."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests import factories
from tests.listen.joined_files.bundles import FILES, again, given, joined, received, understood, unseen
from tests.listen.joined_files.bundles import loaded as fresh
from tests.listen.joined_files.files import ANSWERS, ITEMS, LATE, LATE_DAYS, ORDERS
from tests.listen.sources.imports import facts

from ninefold.kit.jobs.models import Job
from ninefold.listen.joined_files.models import Bundle
from ninefold.listen.joined_files.operations import (
    confirm_recipe,
    correct_recipe,
    join_bundle,
    names_for,
    receive_files,
    stop_bundle,
)
from ninefold.listen.joined_files.queries import files_of, without_match
from ninefold.listen.joined_files.recipe import Recipe
from ninefold.listen.sources.mapping import Mapping
from ninefold.listen.sources.models import Import, Source
from ninefold.listen.sources.operations import Destination, Refused, accept, store_file
from ninefold.listen.sources.reading import Stopped
from ninefold.listen.sources.roles import Role
from ninefold.people.organisations.models import Organisation


def recipe_of(bundle: Bundle) -> Recipe:
    """Give the recipe of a bundle."""
    return Recipe.from_json(bundle.recipe)


def with_late(bundle: Bundle) -> Bundle:
    """Add the two columns that tell who was late, and count."""
    recipe = replace(recipe_of(bundle), computed=(LATE_DAYS, LATE))
    correct_recipe(bundle=bundle, recipe=recipe, at=factories.AT)
    return again(bundle)


def confirmed(bundle: Bundle) -> Bundle:
    """Accept a recipe that has been counted."""
    assert confirm_recipe(bundle=bundle, recipe=recipe_of(bundle), agreed=False, at=factories.AT)
    return fresh(bundle)


def stored(upload: Import, *, source: str = "Shop", wave: str = "First") -> None:
    """Store an import as it was understood."""
    destination = Destination(source=source, wave=wave, wave_date=factories.DAY)
    accept(upload=upload, mapping=Mapping.from_json(upload.mapping), destination=destination, at=factories.AT)
    store_file(upload=upload, at=factories.AT, progress=unseen)


def test_files_are_read_and_a_recipe_is_guessed(house: Organisation, tmp_path: Path) -> None:
    bundle = understood(house, tmp_path)
    recipe = recipe_of(bundle)
    assert bundle.state == "to_check"
    assert (recipe.main, sorted(join.file for join in recipe.joins)) == ("answers", ["items", "orders"])
    assert [match["matched"] for match in bundle.found["measured"]["matches"]] == [3, 3]
    assert [file.rows for file in files_of(bundle)] == [5, 3, 3]
    assert sorted(path.name for path in bundle.folder.iterdir()) == ["0.parquet", "1.parquet", "2.parquet"]


def test_joined_files_become_an_import_and_then_facts(house: Organisation, tmp_path: Path) -> None:
    bundle = confirmed(with_late(understood(house, tmp_path)))
    upload = joined(bundle)
    assert (fresh(bundle).state, upload.state, upload.file_name) == ("joined", "to_check", "answers.csv")
    stored(upload)
    assert {row["record"]: row.get("a_late") for row in facts(house)} == {
        "a1": "on time",
        "a2": "late",
        "a3": None,
        "a4": None,
        "a5": "late",
    }
    kept = Recipe.from_json(Source.objects.get().recipe)
    assert (kept.computed[0].of_written, kept.computed[0].than_written) == ("ymd", "ymd")


def test_the_next_wave_needs_the_files_alone(house: Organisation, tmp_path: Path) -> None:
    stored(joined(confirmed(with_late(understood(house, tmp_path)))))
    more = {"ORDERS-new": ORDERS, "x": ITEMS, "reviews of may": ANSWERS.replace("a1,", "b1,")}
    bundle = understood(house, tmp_path, **more)
    assert bundle.source == Source.objects.get()
    assert [file.name for file in files_of(bundle)] == ["orders", "items", "answers"]
    assert [each.name for each in recipe_of(bundle).computed] == ["late_days", "late"]
    upload = joined(confirmed(bundle))
    assert upload.source == Source.objects.get()
    stored(upload, wave="Second")
    assert sorted(str(row["record"]) for row in facts(house)) == ["a1", "a2", "a2", "a3", "a3", "a4", "a4",
                                                                  "a5", "a5", "b1"]  # fmt: skip


def test_a_recipe_of_another_version_is_guessed_anew(house: Organisation, tmp_path: Path) -> None:
    stored(joined(confirmed(understood(house, tmp_path))))
    Source.objects.update(recipe={"version": 99})
    assert understood(house, tmp_path).source is None


def test_a_single_file_leaves_the_recipe_of_its_source_alone(house: Organisation, tmp_path: Path) -> None:
    stored(joined(confirmed(understood(house, tmp_path))))
    kept = Source.objects.get().recipe
    upload = joined(confirmed(understood(house, tmp_path)))
    Import.objects.filter(pk=upload.pk).update(recipe=None)
    stored(Import.objects.select_related("organisation", "source").get(pk=upload.pk))
    assert Source.objects.get().recipe == kept


def test_rejects_bear_the_lines_of_the_main_file(house: Organisation, tmp_path: Path) -> None:
    answers = "response_id,order,stars,comment\na1,o1,5,good\na2,o2,1,too,many\na3,o1,,\n" + "a4,o2,4,fine\n"
    upload = joined(confirmed(understood(house, tmp_path, answers=answers, orders=ORDERS)))
    # A day and a note of the order are no answers: the third line says nothing.
    mapping = Mapping.from_json(upload.mapping)
    upload.mapping = replace(
        mapping,
        rules=tuple(
            replace(rule, role=Role.LEAVE_OUT, target="")
            if rule.column in {"delivered", "promised"}
            else rule
            for rule in mapping.rules
        ),
    ).to_json()
    stored(upload)
    told = upload.rejects_file.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in told] == ["line", "3", "4"]


@pytest.mark.parametrize("number", [0, 1, 13])
def test_too_few_or_too_many_files_are_refused(house: Organisation, tmp_path: Path, number: int) -> None:
    files = given(tmp_path, {f"{n}.csv": "a,b\n1,2\n" for n in range(number)})
    with pytest.raises(Refused, match="two to 12 files"):
        receive_files(organisation=house, by=factories.member(of=house), files=files, at=factories.AT)
    assert Bundle.objects.count() == 0


def test_a_file_that_cannot_be_read_is_named_and_all_go(house: Organisation, tmp_path: Path) -> None:
    bundle = understood(house, tmp_path, answers=ANSWERS, scan=b"%PDF-1.7 nothing")
    assert bundle.state == "refused"
    assert bundle.problem.startswith("The file “scan.csv” cannot be used. This is a file of type PDF")
    assert bundle.found == {}


def test_files_of_a_refused_bundle_are_gone_after_the_commit(
    house: Organisation, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        bundle = understood(house, tmp_path, answers=ANSWERS, empty=b"")
    assert bundle.problem == (
        "The file “empty.csv” cannot be used. The file is empty. Export the answers again and choose the new file."
    )
    assert not bundle.folder.exists()


def test_a_file_that_has_vanished_is_named(house: Organisation, tmp_path: Path) -> None:
    bundle = received(house, tmp_path)
    (bundle.folder / "1.given").unlink()
    assert again(bundle).problem == (
        "The file “orders.csv” cannot be used. It is no longer there. Choose the files again."
    )


def test_hostile_and_equal_names_become_plain_different_ones() -> None:
    assert names_for(["../../etc/passwd", "C:\\a\\b.csv", "b.csv", "x\u202e\x00.csv", ".csv", ""]) == [
        "passwd",
        "b",
        "b (2)",
        "x",
        ".csv",
        "Column 6",
    ]
    assert len(names_for(["a" * 400 + ".csv"])[0]) == 80


def test_a_hostile_name_is_no_path(house: Organisation, tmp_path: Path) -> None:
    files = given(tmp_path, {"../../../tmp/x.csv": ANSWERS, "'; DROP TABLE y; --.csv": ORDERS})
    bundle = receive_files(organisation=house, by=factories.member(of=house), files=files, at=factories.AT)
    assert sorted(path.name for path in bundle.folder.iterdir()) == ["0.given", "1.given"]
    assert again(bundle).state == "to_check"


def test_no_match_is_refused_until_somebody_agrees(house: Organisation, tmp_path: Path) -> None:
    bundle = understood(house, tmp_path, answers=ANSWERS, orders=ORDERS.replace("o", "p"))
    recipe = replace(factories.recipe("answers", "orders", key="order"), parts=recipe_of(bundle).parts)
    recipe = replace(recipe, joins=(replace(recipe.joins[0], key=recipe.parts[1].columns[0]),))
    correct_recipe(bundle=bundle, recipe=recipe, at=factories.AT)
    bundle = again(bundle)
    assert without_match(bundle) == ["orders"]
    with pytest.raises(Refused, match="No row finds a partner in “orders”"):
        confirm_recipe(bundle=bundle, recipe=recipe, agreed=False, at=factories.AT)
    assert confirm_recipe(bundle=bundle, recipe=recipe, agreed=True, at=factories.AT)
    assert fresh(bundle).state == "joining"


def test_a_changed_recipe_is_counted_before_it_is_joined(house: Organisation, tmp_path: Path) -> None:
    bundle = understood(house, tmp_path)
    recipe = replace(recipe_of(bundle), computed=(LATE_DAYS,))
    assert not confirm_recipe(bundle=bundle, recipe=recipe, agreed=False, at=factories.AT)
    bundle = again(bundle)
    assert bundle.found["measured"]["worked"][0]["done"] == 3
    assert confirm_recipe(bundle=bundle, recipe=recipe, agreed=False, at=factories.AT)


def test_a_recipe_with_problems_is_kept_and_not_joined(house: Organisation, tmp_path: Path) -> None:
    bundle = understood(house, tmp_path)
    recipe = replace(recipe_of(bundle), computed=(replace(LATE, of="nothing"),))
    correct_recipe(bundle=bundle, recipe=recipe, at=factories.AT)
    bundle = again(bundle)
    assert (bundle.state, bundle.found["measured"]) == ("to_check", None)
    with pytest.raises(Refused, match="needs the column “nothing”"):
        confirm_recipe(bundle=bundle, recipe=recipe, agreed=False, at=factories.AT)


def test_nothing_is_corrected_or_joined_twice(house: Organisation, tmp_path: Path) -> None:
    bundle = understood(house, tmp_path)
    recipe = recipe_of(bundle)
    confirmed(bundle)
    for again_ in (correct_recipe, lambda **of: confirm_recipe(**of, agreed=False)):
        with pytest.raises(Refused, match="no longer waiting"):
            again_(bundle=bundle, recipe=recipe, at=factories.AT)


def test_joining_twice_makes_one_import(house: Organisation, tmp_path: Path) -> None:
    bundle = confirmed(understood(house, tmp_path))
    first = fresh(bundle)
    joined(bundle)
    join_bundle(bundle=first, at=factories.AT, progress=unseen)  # a second worker with what it once read
    assert Import.objects.count() == 1
    assert Job.objects.filter(kind="listen.sources.read").count() == 1


def test_joining_stopped_in_the_middle_leaves_nothing_and_can_go_on(
    house: Organisation, tmp_path: Path
) -> None:
    bundle = confirmed(understood(house, tmp_path))
    before = sorted(path.name for path in bundle.folder.parent.iterdir())

    def stop(share: float) -> None:
        if share > 0.5:
            stop_bundle(bundle=bundle, at=factories.AT)
            raise Stopped

    with pytest.raises(Stopped):
        join_bundle(bundle=fresh(bundle), at=factories.AT, progress=stop)
    assert sorted(path.name for path in bundle.folder.parent.iterdir()) == before
    assert (fresh(bundle).state, Import.objects.count()) == ("to_check", 0)
    assert joined(confirmed(fresh(bundle))).counts["rows"] == 5


def test_a_stop_after_the_writing_wins_over_the_import(house: Organisation, tmp_path: Path) -> None:
    bundle = confirmed(understood(house, tmp_path))
    running = fresh(bundle)
    stop_bundle(bundle=bundle, at=factories.AT)
    join_bundle(bundle=running, at=factories.AT, progress=unseen)
    assert (fresh(bundle).state, Import.objects.count()) == ("to_check", 0)


def test_reading_stopped_for_good_or_back_to_the_check(house: Organisation, tmp_path: Path) -> None:
    bundle = received(house, tmp_path)
    stop_bundle(bundle=bundle, at=factories.AT)
    assert again(bundle).state == "stopped"
    bundle = understood(house, tmp_path)
    correct_recipe(bundle=bundle, recipe=recipe_of(bundle), at=factories.AT)
    stop_bundle(bundle=fresh(bundle), at=factories.AT)
    assert fresh(bundle).state == "to_check"


def test_what_was_rewritten_is_not_read_again(house: Organisation, tmp_path: Path) -> None:
    bundle = understood(house, tmp_path)
    stamps = {path.name: path.stat().st_mtime_ns for path in bundle.folder.iterdir()}
    bundle = with_late(bundle)
    assert {path.name: path.stat().st_mtime_ns for path in bundle.folder.iterdir()} == stamps
    assert [each.file_name for each in bundle.files.all()] == list(FILES)
