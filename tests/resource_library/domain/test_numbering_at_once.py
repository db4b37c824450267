"""Two processes publish documents of one organ at the same moment, on a database in a file or on a server (R-4.6.7)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone

from tests.factories.library import OrganFactory
from tests.factories.offices import office
from tests.processes import ROOT, Elsewhere, database_url
from tests.threads import refill

# Pairs of numbers taken at the same time, and pairs of documents that go the whole way to the public at the same time.
NUMBERS = int(os.environ.get("AT_ONCE_NUMBERS", "1000"))
DOCUMENTS = int(os.environ.get("AT_ONCE_DOCUMENTS", "2"))
AT_A_TIME = 250


@pytest.mark.django_db(transaction=True)
def test_two_processes_never_get_one_number_a_thousand_times_over(tmp_path):
    refill()
    at, organ = office("portal"), OrganFactory(code="MB1886843")
    environ = Elsewhere(database_url(tmp_path), tmp_path).environ
    numbers: list[str] = []
    with _process(environ, organ, at) as one, _process(environ, organ, at) as other:
        for act in [f"publish {DOCUMENTS}"] + [f"allocate {AT_A_TIME}"] * (NUMBERS // AT_A_TIME):
            for process in (one, other):
                process.stdin.write(f"{act}\n")
                process.stdin.flush()
            both = _answer(one).split() + _answer(other).split()
            numbers += sorted(both)

    # Nothing was rolled back, so nothing is missing either, and what was asked for first is lower.
    year = timezone.localdate().year
    assert len(numbers) == 2 * (DOCUMENTS + NUMBERS)
    assert numbers == [f"MB1886843/{year}-{serial:05d}" for serial in range(1, len(numbers) + 1)]


@contextmanager
def _process(environ: dict[str, str], organ, at) -> Iterator[subprocess.Popen]:
    """A process that is ready; ended with the block."""
    command = [
        sys.executable,
        "-m",
        "tests.resource_library.domain.numbering_elsewhere",
        str(organ.pk),
        str(at.site.pk),
    ]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=ROOT, env=environ, text=True, **pipes)  # noqa: S603 - our own code
    try:
        assert _answer(process) == "ready"
        yield process
    finally:
        process.kill()
        process.communicate()


def _answer(process: subprocess.Popen) -> str:
    """The line it says; what it said of its trouble when it ended instead."""
    line = process.stdout.readline().strip()
    assert line, process.stderr.read()
    return line
