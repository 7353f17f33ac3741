import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.engine.folding import fold
from ninefold.listen.sources.folding import fold_sql, register


@pytest.fixture(scope="module")
def connection():
    connection = duckdb.connect()
    register(connection)
    register(connection)
    yield connection
    connection.close()


def folded(connection, texts):
    connection.register("texts", pa.table({"x": pa.array(texts, pa.string())}))
    return [row[0] for row in connection.execute(f"SELECT {fold_sql('x')} FROM texts").fetchall()]


def test_fold_sql_gives_what_single_records_get(connection):
    texts = [
        "  Two  words\t",
        "كيفيت ۱۲",
        "می‌خواهم",
        "STRASSE ß",
        "Ёлка",
        "ｆｕｌｌ　１２",
        "한국어",
        "\x1fa\x0bb",
        "",
        None,
    ]
    assert folded(connection, texts) == [None if text is None else fold(text) for text in texts]


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1))
def test_fold_sql_and_python_agree_on_every_text(connection, texts):
    assert folded(connection, texts) == [fold(text) for text in texts]
