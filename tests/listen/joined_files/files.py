"""Small files for tests of joining, and the joined rows as lists."""

from collections.abc import Mapping

from ninefold.listen.joined_files.computing import computed_sql, shown_columns
from ninefold.listen.joined_files.described import File, describe, formats_of
from ninefold.listen.joined_files.joining import Tables, join_files
from ninefold.listen.joined_files.recipe import Computed, Join, Kind, Part, Recipe
from ninefold.listen.sources.opening import open_file
from ninefold.listen.sources.reading import Desk

ANSWERS = """\
response_id,order,stars,comment
a1,o1,5,good
a2,o2,1,late
a3,o9,3,who knows
a4,,4,no order
a5,o2,2,late again
"""
ORDERS = """\
order,client,delivered,promised
o1,c1,2018-03-01 23:59:00,2018-03-01 00:00:00
o2,c2,2018-03-02 00:01:00,2018-03-01 00:00:00
o3,c1,,2018-03-09 00:00:00
"""
ITEMS = """\
order,seller,price
o1,s1,10.5
o1,s2,2
o2,s3,7
"""

STARS = (
    Part(name="answers", columns=("response_id", "order", "stars", "comment")),
    Part(name="orders", columns=("order", "client", "delivered", "promised")),
    Part(name="items", columns=("order", "seller", "price")),
)
BY_ORDER = Join(file="orders", key="order", to_file="answers", to_column="order")
ITEMS_BY_ORDER = Join(file="items", key="order", to_file="answers", to_column="order")
LATE_DAYS = Computed(name="late_days", kind=Kind.DAYS, of="delivered", than="promised")
LATE = Computed(name="late", kind=Kind.FLAG, of="late_days", than="0", yes="late", no="on time")
RECIPE = Recipe(parts=STARS, main="answers", joins=(BY_ORDER, ITEMS_BY_ORDER), computed=(LATE_DAYS, LATE))


def opened(place: Desk, **texts: str | bytes) -> Tables:
    """Write files and open them, by name."""
    found = {}
    for name, text in texts.items():
        path = place.folder / f"{name}.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        found[name] = open_file(
            path=path, name=path.name, connection=place.connection, scratch=place.folder / f"{name}.desk"
        )
    return found


def described(place: Desk, tables: Tables) -> list[File]:
    """Look at files that have been opened."""
    return [
        describe(
            name=name,
            opened=one,
            rows=place.connection.execute(f"SELECT count(*) FROM {one.relation}").fetchall()[0][0],
            connection=place.connection,
        )
        for name, one in tables.items()
    ]


def joined_rows(place: Desk, recipe: Recipe, tables: Tables) -> list[dict[str, str | None]]:
    """Follow a recipe and give its rows in order, by the names of the columns."""
    joined = join_files(recipe=recipe, tables=tables, connection=place.connection)
    formats: Mapping[str, str] = formats_of(recipe=recipe, files=described(place, tables))
    source = computed_sql(recipe=recipe, joined=joined, formats=formats)
    shown = ", ".join(shown_columns(recipe=recipe, joined=joined))
    names = [*(each.name for each in joined.columns), *(each.name for each in recipe.computed)]
    rows = place.connection.execute(f"SELECT {shown} FROM {source} ORDER BY line").fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]
