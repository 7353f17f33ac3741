"""Whether the process that began something still lives: a file lock, which ends with it however it ends."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def present(*, mark: Path) -> Iterator[None]:
    """Hold a mark as long as the block runs; a kill lets go of it, and leaves the file for `bury`.

    Parameters
    ----------
    mark : pathlib.Path
        A file name that nobody else uses.
    """
    descriptor = _held(mark)
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)
        os.close(descriptor)


def bury(*, mark: Path, do: Callable[[], object]) -> bool:
    """Tidy up after a process that held a mark and is gone.

    Parameters
    ----------
    mark : pathlib.Path
        The mark it held.
    do : callable
        What to do before the mark goes; killed in the middle of it, somebody else does it again.

    Returns
    -------
    bool
        False where there is no such mark or its holder lives: nothing is done then.
    """
    try:
        descriptor = os.open(mark, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        do()
        mark.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _held(mark: Path) -> int:
    while True:
        descriptor = os.open(mark, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            if mark.stat().st_ino == os.fstat(descriptor).st_ino:
                return descriptor
        except FileNotFoundError:
            pass  # somebody took it for left behind between the opening and the lock
        os.close(descriptor)
