"""The engine's regular jobs go through every organisation, whatever goes wrong in one."""

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from ninefold.engine import sealing
from ninefold.engine.models import Manifest
from ninefold.engine.tasks import FULL, seal_tails, sweep_files
from ninefold.kit.jobs import Lane, State, enqueue
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.running import RunningJob
from ninefold.kit.jobs.wiring import Handler, Wiring
from ninefold.kit.jobs.worker import work_off

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KIND = "engine.tests"

pytestmark = pytest.mark.django_db


def run(handler: Handler) -> Job:
    wiring = Wiring()
    wiring.handle(KIND, handler, lane=Lane.QUICK)
    job = enqueue(kind=KIND, payload={}, organisation=None, at=NOON)
    work_off(wiring=wiring, clock=lambda: NOON)
    return Job.objects.get(pk=job.pk)


def forgotten_file(organisation: int) -> Path:
    """A file no manifest lists, last touched in 1970."""
    path = Path(settings.HOME) / "segments" / str(organisation) / "feedback" / "forgotten.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    os.utime(path, (0, 0))
    return path


def test_files_are_swept_for_every_organisation() -> None:
    Manifest.objects.bulk_create([Manifest(organisation=901), Manifest(organisation=902)])
    files = [forgotten_file(901), forgotten_file(902)]
    assert run(sweep_files).state == State.DONE
    assert [path.exists() for path in files] == [False, False]


def test_trouble_in_one_organisation_fails_the_job_after_the_others_were_done() -> None:
    Manifest.objects.bulk_create([Manifest(organisation=903), Manifest(organisation=904)])
    stuck = Path(settings.HOME) / "segments" / "903" / "feedback" / "folder-in-the-way"
    stuck.mkdir(parents=True)
    os.utime(stuck, (0, 0))
    file = forgotten_file(904)
    job = run(sweep_files)
    assert (job.state, file.exists()) == (State.WAITING, False)
    assert "failed for some organisations" in job.error
    stuck.rmdir()


def test_full_tail_means_the_same_to_the_job_and_to_sealing() -> None:
    assert FULL == sealing.FULL


def test_tails_that_are_not_full_are_left_alone() -> None:
    Manifest.objects.create(organisation=905)
    assert run(seal_tails).state == State.DONE


def test_worker_that_is_shut_down_gets_its_job_back() -> None:
    Manifest.objects.create(organisation=906)
    closing = threading.Event()
    closing.set()
    job = enqueue(kind=KIND, payload={}, organisation=None, at=NOON)
    running = RunningJob(job=job, at=NOON, closing=closing)
    file = forgotten_file(906)
    sweep_files(running)
    assert (file.exists(), running.heeded) == (True, True)
    file.unlink()
