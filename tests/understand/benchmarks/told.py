"""A file of outside figures and what somebody says of it, as the form takes it."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.understand.pages import plain

ADDRESS = "/understand/benchmarks/"
BRING = f"{ADDRESS}bring/"
SAID = {
    "name": "Airlines 2019", "source": "A published study", "since": "2019/01/01", "until": "2019/12/31",
    "kind": "nps", "low": "", "high": "", "top": "", "written": "hundred", "method": "web", "country": "US",
    "licence": "", "address": "", "industry": "", "question": "", "notes": "",
}  # fmt: skip
ROWS = "Company,Score,n\nDelta,37,1200\nUnited,−12,\nSpirit,24,90\n"


def words(page):
    """The text of a page, without the signs that isolate what runs in another direction."""
    return re.sub("[\u2068\u2069]", "", plain(page))


def file_of(text, name="airlines.csv"):
    """A file to give; bytes are taken as they are."""
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def looked(client, text=ROWS, **said):
    """Give a file; the page shows what was understood."""
    return client.post(BRING, SAID | said | {"file": file_of(text)})


def fields_of(page):
    """What the form of a page would send: its draft, and the columns it proposes."""
    html = page.content.decode()
    chosen = {}
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', html, re.DOTALL):
        marked = re.findall(r'<option value="([^"]*)" selected', options)
        chosen[name] = marked[0] if marked else re.findall(r'<option value="([^"]*)"', options)[0]
    return {"draft": re.findall(r'name="draft" value="([^"]*)"', html)[0]} | chosen


def kept(client, text=ROWS, more=None, **said):
    """Give a file, look at it, keep it."""
    page = looked(client, text, **said)
    return client.post(BRING, fields_of(page) | SAID | said | (more or {}) | {"keep": "1"})
