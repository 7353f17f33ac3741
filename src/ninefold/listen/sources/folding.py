"""The folded form of whole columns: the SQL side of ``engine.folding.fold``, equal to it for every text.

Plain ASCII, the common case, is folded by DuckDB itself. Other texts go, a column at a time, through the very
function that folds single records and what people search for: the rules of Unicode differ between libraries,
and a comment that folds differently from the search would never be found.
"""

from typing import Any, Final, cast

import duckdb
import pyarrow as pa

from ninefold.engine.folding import fold

FUNCTION: Final = "ninefold_fold"
# What Python takes for white space in ASCII.
_WHITE: Final = r"[\x09-\x0d\x1c-\x1f ]"
_UNTIDY: Final = r"[\x09-\x0d\x1c-\x1f]|  |^ | $"


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``fold_sql`` usable on a connection; doing it twice does no harm."""
    known = connection.execute(
        "SELECT count(*) FROM duckdb_functions() WHERE function_name = $1", [FUNCTION]
    ).fetchall()
    if known[0][0]:
        return
    text = duckdb.sqltype("VARCHAR")
    kind = cast("Any", "arrow")  # the stubs know only the enumeration, which has no public name
    connection.create_function(FUNCTION, _fold_column, [text], text, type=kind)


def fold_sql(text: str) -> str:
    """Write the DuckDB expression that folds ``text``, the name of a column."""
    tidied = f"trim(regexp_replace({text}, '{_WHITE}+', ' ', 'g'))"
    tidy = f"CASE WHEN regexp_matches({text}, '{_UNTIDY}') THEN {tidied} ELSE {text} END"
    return f"CASE WHEN strlen({text}) = length({text}) THEN lower({tidy}) ELSE {FUNCTION}({text}) END"


def _fold_column(texts: pa.ChunkedArray | pa.Array) -> pa.Array:
    return pa.array([None if text is None else fold(text) for text in texts.to_pylist()], type=pa.string())
