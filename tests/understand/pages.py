"""Pages of an organisation whose numbers are known, and everything that can be got out of them."""

import csv
import io
import re
from datetime import date

import openpyxl
from tests import factories

DAY, EARLIER = date(2026, 2, 10), date(2026, 1, 10)
PERIOD = "period=2026-02-01..2026-02-28"
FORMS = ("csv", "xlsx", "svg")


def people(count, *, start=0, day=DAY, **more):
    return [
        {"local_date": day, "person": f"p{start + n}", "nps": float(n % 11), "csat": float(1 + n % 5), **more}
        for n in range(count)
    ]


def crowd():
    """Web has 4 people (with 12 answers each), which takes Help with it; Shop and App are large."""
    return [
        *(row for _ in range(12) for row in people(4, touchpoint="Web", comment="small voice")),
        *people(31, start=100, touchpoint="Help", comment="help voice"),
        *people(137, start=200, touchpoint="Shop", comment="shop voice"),
        *people(83, start=400, touchpoint="App", comment="app voice"),
        *people(120, start=600, day=EARLIER, touchpoint="Shop"),
        *people(90, start=800, day=EARLIER, touchpoint="App"),
    ]


def opened(rows=None, **fields):
    """Open a browser at an organisation with these answers."""
    of = factories.organisation(**fields)
    if rows is None or rows:
        factories.answers(of=of, rows=crowd() if rows is None else rows)
    return factories.browser(of=factories.member(of=of)), of


ISOLATES = {0x2068: None, 0x2069: None}


def plain(response):
    """The text of a page without tags, scripts, the marks round names, and what changes between requests."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).translate(ISOLATES)


def steady(response):
    """The page as it stands, without the tokens of the request."""
    return re.sub(
        r'((csrfmiddlewaretoken|chart)" value=|nonce=|"X-CSRFToken": )"[^"]+"', "", response.content.decode()
    )


def cells(response):
    """The rows of a CSV or XLSX export, without their head."""
    if "csv" in response["Content-Type"]:
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    return [["" if cell is None else str(cell) for cell in row] for row in list(sheet.values)[1:]]
