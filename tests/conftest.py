"""What every test stands on: a data folder of its own, a database of its own, and no network."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A machine under load is slow, not wrong.
settings.register_profile("no times", deadline=None)
settings.load_profile("no times")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rows", action="store_true", help="only the tests that touch the row database")
    parser.addoption("--engines", action="store_true", help="only the tests that any engine must pass")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would be the same on every database (``--rows``) or engine (``--engines``)."""
    if config.getoption("--rows"):
        _keep_only(items, _asks_for_rows, config=config)
    if config.getoption("--engines"):
        _keep_only(items, _asks_for_an_engine, config=config)


def _keep_only(
    items: list[pytest.Item], wanted: Callable[[pytest.Item], bool], *, config: pytest.Config
) -> None:
    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = [item for item in items if wanted(item)]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Deal the files out so that no worker is left waiting."""
    if config.getoption("dist") != "loadfile":
        return None
    from tests.balance import LongFirst  # only where several workers run

    return LongFirst(config, log)


def _asks_for_rows(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def _asks_for_an_engine(item: pytest.Item) -> bool:
    return "engine" in getattr(item, "fixturenames", ())


def _refuse_outside(real: Any) -> Any:
    """Wrap a socket method so that it reaches this machine only."""

    def connect(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not _is_here(address[0]):
            raise RuntimeError(f"A test tried to reach {address[0]!r}; no test touches the network.")
        return real(self, address)

    return connect


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _refuse_outside(getattr(socket.socket, name)))
        yield


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Point the data folder at an empty temporary one, so that no test meets the user's data."""
    from django.test import override_settings  # only once the settings are known

    folder = tmp_path_factory.mktemp("home")
    (folder / "uploads").mkdir()
    with override_settings(HOME=folder, FILE_UPLOAD_TEMP_DIR=folder / "uploads"):
        yield folder


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Keep passwords as cheap digests: the hundreds that tests set are invented, and each would cost 0.3 s."""
    from django.test import override_settings  # only once the settings are known

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Forget what the process keeps: after a rollback, two tests may give two houses one number."""
    from ninefold.kit.memory import forget_all  # only once the settings are known

    yield
    forget_all()


@pytest.fixture(scope="session", autouse=True)
def log_gives_way_to_the_broom() -> Iterator[None]:
    """Let a test that has committed empty all tables after itself, the audit log among them.

    On SQLite the table is emptied row by row, which its triggers refuse: they are taken off for that moment and
    put on again. While a test runs they are on. On PostgreSQL `TRUNCATE` wakes no trigger of a row.
    """
    from django.db import connection  # only once the settings are known
    from django.test import TransactionTestCase

    from ninefold.people.audit.models import AuditEntry
    from ninefold.people.audit.triggers import PROTECT, RELEASE

    empty_all = TransactionTestCase._fixture_teardown

    def sweep(case: TransactionTestCase) -> None:
        if connection.vendor == "sqlite" and AuditEntry.objects.exists():
            with connection.cursor() as cursor:
                for statement in (
                    *RELEASE["sqlite"], f"DELETE FROM {AuditEntry._meta.db_table}", *PROTECT["sqlite"],
                ):  # fmt: skip
                    cursor.execute(statement)
        empty_all(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", sweep)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, home: Path) -> None:
    """Keep SQLite's test database in the temporary data folder: several runs may go on at once."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(home / "test.sqlite3")
