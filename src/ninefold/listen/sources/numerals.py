"""SQL that reads a number from a cell: any digits, either decimal sign, thousands in groups of three."""

from typing import Final

# Persian and Arabic digits; their decimal sign, thousands sign and percent; full width and true minus.
_FROM: Final = "۰۱۲۳۴۵۶۷۸۹" + "٠١٢٣٤٥٦٧٨٩" + "０１２３４５６７８９" + "٪％−–－٬"
_TO: Final = "0123456789" * 3 + "%%---_"


def western_sql(cell: str) -> str:
    """Write the expression that turns all digits of ``cell`` (an expression) into 0-9."""
    ascii_only = f"strlen({cell}) = length({cell})"
    return f"CASE WHEN {ascii_only} THEN {cell} ELSE translate({cell}, '{_FROM}', '{_TO}') END"


def number_sql(cell: str, *, decimal: str) -> str:
    """Write the expression that reads a number.

    Parameters
    ----------
    cell : str
        A DuckDB expression of type VARCHAR (code, not data).
    decimal : {".", ","}
        The file's decimal sign. The other sign stands between thousands if it parts groups of three
        digits, and is taken for a decimal sign if it does not: "4,5" is four and a half everywhere.

    Returns
    -------
    str
        An expression of type DOUBLE: NULL where the cell is no number; it may be infinite or NaN. Blanks,
        apostrophes and a percent sign do not matter ("80 %" is 80).
    """
    # Each part stands once: DuckDB takes repeated parts out of a CASE and works them out for every row.
    slow = f"TRY_CAST({_cleaned(cell, decimal=decimal)} AS DOUBLE)"
    fast = f"TRY_CAST({cell} AS DOUBLE)"
    if decimal == ",":
        fast = f"CASE WHEN contains({cell}, '.') THEN NULL ELSE {fast} END"
    return f"CASE WHEN {cell} IS NOT NULL THEN coalesce({fast}, {slow}) END"


def _cleaned(cell: str, *, decimal: str) -> str:
    thousands = "," if decimal == "." else "."
    text = f"replace(translate({cell}, '{_FROM}', '{_TO}'), '٫', '{decimal}')"
    text = f"regexp_replace({text}, '[\\s\\x{{A0}}\\x{{202F}}\\x{{200E}}\\x{{200F}}''’_]|%$', '', 'g')"
    text = f"regexp_replace({text}, '[{thousands}](\\d{{3}})\\b', '\\1', 'g')"
    return f"replace({text}, ',', '.')"
