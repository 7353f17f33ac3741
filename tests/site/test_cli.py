import os
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner
from tests import factories

from ninefold.people.members.models import AccessLink
from ninefold.site.cli import COMMANDS, LazyGroup, main


def run(*arguments):
    return CliRunner().invoke(main, arguments)


def test_help_names_every_command_and_imports_none():
    code = "import sys; from ninefold.site.cli import main; main(['--help'], standalone_mode=False); print('django' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "False"
    assert re.findall(r"^  ([a-z-]+) ", shown.split("Commands:")[1], re.MULTILINE) == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_can_be_imported_and_explains_itself(name):
    command = LazyGroup().get_command(None, name)
    assert command.help


@pytest.mark.parametrize("command", [["import", __file__], ["audit"], ["admin-link"]])
def test_command_without_a_database_says_what_to_run(tmp_path, command):
    code = f"import sys; sys.argv[1:] = {command}; from ninefold.site.cli import run; run()"
    places = {**os.environ, "NINEFOLD_HOME": str(tmp_path)}
    places.pop("NINEFOLD_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=places
    )
    assert done.returncode == 2
    assert done.stderr == (
        "The database has not been set up, or is older than this program. Run: ninefold migrate\n"
    )


def test_unknown_command_is_refused():
    assert run("nonsense").exit_code == 2


@pytest.mark.django_db
def test_admin_link_prints_one_address_that_works():
    result = run("admin-link")
    assert result.exit_code == 0
    (address,) = re.findall(r"^http://127\.0\.0\.1:8000(/people/welcome/[\w-]{43}/)\n$", result.output)
    assert factories.browser().get(address).status_code == 200


@pytest.mark.django_db
def test_admin_link_without_a_name_is_refused_once_there_are_members():
    factories.member()
    result = run("admin-link")
    assert (result.exit_code, AccessLink.objects.count()) == (1, 0)
    assert "ninefold admin-link --email ADDRESS" in result.output


@pytest.mark.django_db
def test_admin_link_resets_a_named_member():
    factories.member(account=factories.user(email="ingrid@example.org"))
    assert run("admin-link", "--email", "Ingrid@example.org").exit_code == 0
    assert AccessLink.objects.get().user.email == "ingrid@example.org"
    refused = run("admin-link", "--email", "nobody@example.org")
    assert (refused.exit_code, refused.output) == (
        1,
        "Error: No active member signs in with nobody@example.org.\n",
    )


@pytest.mark.django_db
def test_migrate_takes_djangos_options():
    result = run("migrate", "--check", "-v", "0")
    assert result.exit_code == 0
