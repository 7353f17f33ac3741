"""What a person says about files that belong together: which they are, and how they become one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from ninefold.listen.joined_files.checking import MOST_COMPUTED, MOST_FILES
from ninefold.listen.joined_files.described import File
from ninefold.listen.joined_files.guessing import parts_of
from ninefold.listen.joined_files.recipe import Comparison, Computed, Join, Kind, Recipe

LONGEST: Final = 80
LEFT_OUT: Final = ""


def chosen_files(files: "Sequence[UploadedFile[Any]]") -> "Sequence[UploadedFile[Any]]":
    """Give the files that a person chose.

    Raises
    ------
    ValidationError
        There are fewer than two, too many, or one of them is empty; whole sentences.
    """
    if not 2 <= len(files) <= MOST_FILES:
        told = _("Choose two to %(most)d files that belong together.") % {"most": MOST_FILES}
        raise ValidationError(told)
    empty = _("The file “%(file)s” is empty. Export it again and choose the files anew.")
    problems = [empty % {"file": file.name} for file in files if not file.size]
    if problems:
        raise ValidationError(problems)
    return files


def recipe_from(*, posted: Any, files: Sequence[File]) -> Recipe:
    """Read the recipe as the page shows it.

    A file is named by its place among the files, a column by its place in the file; what was not posted, or
    names nothing, is as if nothing had been chosen, and the recipe says so by its problems.

    Parameters
    ----------
    posted : QueryDict
        ``main``; for each file ``key-0``, ``to-0`` ("1:3": column 3 of file 1), ``sums-0``, ``count-0``; for
        each computed column ``kind-0``, ``name-0``, ``of-0``, ``than-0`` and so on; ``drop-0`` takes it away.
    """
    main = _file(posted.get("main", ""), files)
    used = [
        file
        for place, file in enumerate(files)
        if file is main or posted.get(f"key-{place}", LEFT_OUT) != LEFT_OUT
    ]
    joins = [
        _join(posted, place=place, file=file, files=files)
        for place, file in enumerate(files)
        if file is not main and file in used
    ]
    return Recipe(
        parts=parts_of(used),
        main="" if main is None else main.name,
        joins=tuple(join for join in joins if join is not None),
        computed=tuple(_computed(posted)),
    )


def _file(text: str, files: Sequence[File]) -> File | None:
    return files[int(text)] if _place(text, len(files)) else None


def _column(text: str, file: File | None) -> str:
    return file.columns[int(text)].name if file is not None and _place(text, len(file.columns)) else ""


def _place(text: str, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 6 and int(text) < most


def _join(posted: Any, *, place: int, file: File, files: Sequence[File]) -> Join | None:
    to_file, _colon, to_column = posted.get(f"to-{place}", "").partition(":")
    base = _file(to_file, files)
    key, column = _column(posted.get(f"key-{place}", ""), file), _column(to_column, base)
    if base is None or not key or not column:
        return None
    sums = [_column(text, file) for text in posted.getlist(f"sums-{place}")]
    return Join(
        file=file.name,
        key=key,
        to_file=base.name,
        to_column=column,
        sums=tuple(dict.fromkeys(each for each in sums if each and each != key)),
        count=bool(posted.get(f"count-{place}")),
    )


def _computed(posted: Any) -> list[Computed]:
    found = []
    for number in range(MOST_COMPUTED + len(Kind) + 1):
        fields = {name: _text(posted, f"{name}-{number}") for name in _FIELDS}
        if fields.pop("drop") or fields["kind"] not in {kind.value for kind in Kind}:
            continue
        if fields["name"] or fields["of"]:  # one that nothing was said of is not there
            found.append(_one(fields))
    return found


_FIELDS: Final = ("kind", "name", "of", "than", "test", "yes", "no", "of_written", "than_written", "drop")


def _one(fields: Mapping[str, str]) -> Computed:
    kind = Kind(fields["kind"])
    tests = {each.value for each in Comparison}
    flag = kind is Kind.FLAG
    return Computed(
        name=fields["name"],
        kind=kind,
        of=fields["of"],
        than=fields["than"],
        test=Comparison(fields["test"]) if flag and fields["test"] in tests else Comparison.ABOVE,
        yes=(fields["yes"] or _("yes")) if flag else "",
        no=(fields["no"] or _("no")) if flag else "",
        of_written="" if kind is Kind.RATIO else fields["of_written"],
        than_written="" if kind is Kind.RATIO else fields["than_written"],
    )


def _text(posted: Any, name: str) -> str:
    """Read a text without signs that cannot be seen; names of columns may be long, those given here not."""
    text = str(posted.get(name, ""))
    longest = 300 if name.startswith(("of-", "than-")) else LONGEST
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:longest]
