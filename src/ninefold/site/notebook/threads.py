"""Reading rows from a notebook, whose cells run beside an event loop that Django would refuse to block."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def aside(call: Callable[[], T]) -> T:
    """Call a function, in a thread of its own where an event loop runs in this one.

    Returns
    -------
    What the function returns; whatever it raises is raised here.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:  # the plain case: a script, a test, a terminal
        return call()

    def called() -> T:
        try:
            return call()
        finally:
            connections.close_all()  # those of this thread, which ends

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ninefold") as thread:
        return thread.submit(called).result()
