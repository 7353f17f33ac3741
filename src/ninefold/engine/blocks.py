"""The block of a person: a stable number 0-99, the same in Python, in DuckDB and in Spark.

Blocks do two things. Ten distinct blocks in a group prove ten distinct people without counting them
exactly, and sums kept per block give resampling intervals without a second scan. Both hold only if
every writer, today's and next year's, puts a person into the same block: never change this formula.
"""

import hashlib

BLOCKS = 100


def block_of(organisation: int, person: str) -> int:
    """Give the block of a person.

    Parameters
    ----------
    organisation : int
        The organisation; the same key in two organisations is two people.
    person : str
        Stable key of the respondent: the customer's id if it is known, else the key of the record.

    Returns
    -------
    int
        0 to 99: the first 8 bytes of MD5 of ``organisation:person`` in UTF-8, big-endian, modulo 100.
        MD5 serves as a spreader that every engine has, not as a secret.

    Examples
    --------
    >>> block_of(7, "C-1001")
    94
    """
    digest = hashlib.md5(f"{organisation}:{person}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big") % BLOCKS


def block_sql(*, organisation: int, person: str) -> str:
    """Write the DuckDB expression that gives the same block.

    Parameters
    ----------
    organisation : int
        The organisation, written into the expression as a number.
    person : str
        A DuckDB expression of type VARCHAR, such as a quoted column name. It is code, not data:
        pass no text of a user here.

    Returns
    -------
    str
        An expression of type UTINYINT; NULL where the person is NULL.

    Examples
    --------
    >>> block_sql(organisation=7, person="person")
    "CAST(CAST('0x' || left(md5('7:' || (person)), 16) AS UBIGINT) % 100 AS UTINYINT)"
    """
    key = f"md5('{int(organisation)}:' || ({person}))"
    return f"CAST(CAST('0x' || left({key}, 16) AS UBIGINT) % {BLOCKS} AS UTINYINT)"
