"""Worker and web are different processes, and processes die."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from unified_platform.search.engine import IndexState
from unified_platform.search.query import SearchQuery

from .documents import document

ROOT = Path(__file__).parents[3]


@contextmanager
def other_process(folder, act):
    path = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "tests.unified_platform.search.other_process", str(folder), act],
        env={**os.environ, "PYTHONPATH": path},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        with process:
            yield process
            process.kill()
    finally:
        process.kill()


def ids(engine, text=""):
    return set(engine.search(SearchQuery(text)).ids)


def test_reader_sees_what_another_process_writes(embedded, folder):
    embedded.write([document(1)])
    assert ids(embedded) == {1}
    with other_process(folder, "write") as worker:
        for number in (2, 3):
            worker.stdin.write(f"{number}\n")
            worker.stdin.flush()
            assert worker.stdout.readline() == "written\n"
            assert number in ids(embedded, "公积金")
    assert ids(embedded) == {1, 2, 3}


def test_rebuild_killed_half_way_leaves_the_old_index(embedded, folder):
    embedded.write([document(1, "旧的"), document(2, "旧的")])
    with other_process(folder, "rebuild") as rebuild:
        assert rebuild.stdout.readline() == "half\n"
        assert embedded.status().rebuilding is True
        assert ids(embedded, "旧的") == {1, 2}
        rebuild.kill()
        rebuild.wait()
    status = embedded.status()
    assert (status.state, status.rebuilding, status.documents) == (IndexState.READY, False, 2)
    assert ids(embedded, "旧的") == {1, 2}
    assert len(list(folder.glob("v*"))) == 2
    with embedded.begin_rebuild() as fresh:
        fresh.add([document(3)])
        with embedded.writing():
            fresh.finish()
    assert ids(embedded) == {3}
    assert len(list(folder.glob("v*"))) == 1


def test_writer_killed_lets_its_lock_go(embedded, folder):
    with other_process(folder, "hold") as writer:
        assert writer.stdout.readline() == "held\n"
        assert embedded.folder.write_lock.is_held() is True
        writer.kill()
        writer.wait()
    embedded.write([document(1)])
    assert ids(embedded) == {1}


def test_reader_survives_a_fork(embedded):
    embedded.write([document(1)])
    assert ids(embedded) == {1}
    child = os.fork()
    if not child:
        os._exit(0 if ids(embedded) == {1} else 1)
    assert os.waitpid(child, 0)[1] == 0
