"""`manage.py run_city` as a person starts and stops it, on a city of one site."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.processes import PATIENCE, ROOT, Elsewhere, wait_until

from .conftest import SETTINGS


@pytest.fixture
def port():
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def village(migrated_url, tmp_path, port):
    """Processes on a migrated database without a site, data in a temporary folder."""
    return Elsewhere(migrated_url, tmp_path, SETTINGS, PORT=str(port), WEB_CONCURRENCY="1")


def ask(port: int, path: str = "/healthz", host: str = "localhost", address: str = "127.0.0.1") -> int:
    """The status of one answer; 0 when nobody answers."""
    connection = HTTPConnection(address, port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Host": f"{host}:{port}"})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def family(var: str) -> dict[int, str]:
    """Command lines of all live processes of the installation in `var`, however they detached."""
    mark = f"VAR_DIR={var}".encode()
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def read_until(process, text: str) -> str:
    """What the process prints up to and with the line that holds `text`."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return "".join(lines)
    raise AssertionError(f"ended before it said {text!r}: {''.join(lines)}{process.stderr.read()}")


def nothing_left(village) -> None:
    wait_until(lambda: family(village.environ["VAR_DIR"]) == {}, "all processes to be gone")


def sites(village) -> list[tuple]:
    return village.rows("SELECT hostname FROM wagtailcore_site WHERE hostname = 'village.localhost'")


def test_city_is_seeded_served_and_stopped(village, port):
    with village.start("run_city") as city:
        page = read_until(city, "Ctrl-C")
        assert "http://village.localhost/" in page
        assert f"http://admin.localhost:{port}/admin/" in page
        assert re.search(r"信息员 +xuanwu\.writer +a-password\n", page)
        assert sites(village) == [("village.localhost",)]

        assert ask(port) == 200
        assert ask(port, address="::1") in (200, 0 if not socket.has_ipv6 else 200)
        assert ask(port, "/", host="nobody.example.org") == 421
        wait_until(lambda: village.rows("SELECT name FROM events_workerrecord"), "the worker's heartbeat")
        assert ask(port, "/readyz") == 200

        city.send_signal(signal.SIGINT)
        assert city.wait(PATIENCE) == 0
        assert city.stderr.read() == ""
    nothing_left(village)
    assert ask(port) == 0
    assert village.rows("SELECT name FROM events_workerrecord") == []


def test_second_start_does_nothing_slow(village):
    with village.start("run_city", start_new_session=True) as city:
        read_until(city, "Ctrl-C")
        city.terminate()  # the parent alone hears it
        assert city.wait(PATIENCE) == 0
    nothing_left(village)
    # Had it seeded again, the village's seed would have left this mark.
    mark = Path(village.environ["VAR_DIR"]) / "again"
    village.environ["SEED_WAITS"] = str(mark)

    with village.start("run_city") as city:
        assert read_until(city, "http://village.localhost/").splitlines()[0] == ""  # the banner, nothing before it
        read_until(city, "Ctrl-C")
        city.send_signal(signal.SIGHUP)
        assert city.wait(PATIENCE) == 0
    assert not mark.exists()


def test_children_that_die_are_started_again_and_none_outlives_the_parent(village, port):
    with village.start("run_city", start_new_session=True) as city:
        read_until(city, "Ctrl-C")
        before = children(city.pid)
        assert len(family(village.environ["VAR_DIR"])) == 4  # parent, worker, gunicorn and its worker
        for child in before:
            os.kill(child, signal.SIGKILL)
        wait_until(lambda: len(now := children(city.pid)) == 2 and not set(now) & set(before), "two new children")
        wait_until(lambda: ask(port) == 200, "the web server to answer again")

        city.kill()
        city.wait(PATIENCE)
        nothing_left(village)
        assert city.stderr.read().count("SIGKILL") == 2
    assert ask(port) == 0


def test_port_taken_is_said_before_anything_is_done(village, port, tmp_path):
    for family_, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family_) as other:
            other.bind((address, port))
            other.listen()
            result = village.manage("run_city")

        assert result.returncode == 1
        assert result.stdout == ""
        assert len(result.stderr.splitlines()) == 1
        assert str(port) in result.stderr
        assert not Path(village.environ["VAR_DIR"]).exists()
        assert sites(village) == []


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1", "８０００"])
def test_port_that_is_none_is_one_sentence(village, text):
    village.environ["PORT"] = text
    result = village.manage("run_city")

    assert (result.returncode, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert "PORT" in result.stderr


def test_second_run_of_the_same_city_is_refused(village, port):
    with village.start("run_city", start_new_session=True) as city:
        read_until(city, "Ctrl-C")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            village.environ["PORT"] = str(probe.getsockname()[1])
        result = village.manage("run_city")

        assert (result.returncode, result.stdout) == (1, "")
        assert len(result.stderr.splitlines()) == 1
        assert str(city.pid) in result.stderr
        assert ask(port) == 200

        os.killpg(city.pid, signal.SIGINT)  # Ctrl-C as a terminal sends it: to the whole group
        assert city.wait(PATIENCE) == 0
        assert city.stderr.read() == ""
    nothing_left(village)


def test_database_newer_than_the_code_is_refused(village):
    village.execute(
        "INSERT INTO django_migrations (app, name, applied)"
        " VALUES ('events', '9999_of_the_future', '2030-01-01 00:00:00')"
    )
    result = village.manage("run_city")

    assert (result.returncode, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert "events.9999_of_the_future" in result.stderr
    assert sites(village) == []


@pytest.mark.parametrize(
    "url",
    [
        "not a database",
        "mysql://root:s3cret@127.0.0.1/city",
        "postgres://city:s3cret@127.0.0.1:1/city",
        "postgres://city:s3cret@127.0.0.1:port/city",
        "sqlite:////nowhere/at/all/city.sqlite3",
    ],
)
def test_database_that_cannot_be_used_is_one_sentence_without_the_password(village, url):
    village.environ["DATABASE_URL"] = url
    result = village.manage("run_city")

    assert (result.returncode, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert "s3cret" not in result.stderr
    assert not Path("/nowhere").exists()


def test_data_folder_that_cannot_be_made_is_one_sentence(village, tmp_path):
    (tmp_path / "file").touch()
    village.environ["VAR_DIR"] = str(tmp_path / "file" / "var")
    result = village.manage("run_city")

    assert (result.returncode, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_seed_that_is_killed_leaves_nothing_and_is_done_anew(village, tmp_path, number):
    begun = tmp_path / "begun"
    village.environ["SEED_WAITS"] = str(begun)
    media = Path(village.environ["VAR_DIR"]) / "media"
    with village.start("run_city") as city:
        wait_until(begun.exists, "the seed to be in the middle", city)
        assert (media / "picture.txt").exists()
        city.send_signal(number)
        assert city.wait(PATIENCE) != 0
    nothing_left(village)
    assert sites(village) == []

    with village.start("run_city") as city:  # `begun` exists: this seed does not wait
        assert "http://village.localhost/" in read_until(city, "Ctrl-C")
        city.terminate()
        assert city.wait(PATIENCE) == 0
    assert sites(village) == [("village.localhost",)]
    assert [path.name for path in media.iterdir()] == ["picture.txt"]


def test_seed_that_fails_is_rolled_back_and_said(village):
    village.environ["SEED_FAILS"] = "1"
    result = village.manage("run_city")

    assert result.returncode == 1
    assert "The seed failed on purpose." in result.stderr
    assert "Traceback" not in result.stderr
    assert sites(village) == []


def test_first_start_migrates(village, tmp_path):
    """From nothing at all, as after a clone."""
    if "sqlite" not in village.url:
        pytest.skip("one empty database is enough")
    del village.environ["DATABASE_URL"]
    with village.start("run_city") as city:
        page = read_until(city, "Ctrl-C")
        city.terminate()
        assert city.wait(PATIENCE) == 0
    assert "http://village.localhost/" in page
    assert (Path(village.environ["VAR_DIR"]) / "tongyuan.sqlite3").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_signal_to_make_alone_stops_everything(village, tmp_path, number):
    """make passes SIGTERM on, waits for us after SIGINT, and cannot do either after SIGKILL."""
    (tmp_path / "Makefile").write_text(f"run:\n\t@exec {sys.executable} {ROOT}/manage.py run_city --with-parent\n")
    make = [str(shutil.which("make")), "--file", str(tmp_path / "Makefile"), "run"]
    options = {"cwd": ROOT, "env": village.environ, "text": True, "start_new_session": True}
    with subprocess.Popen(make, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options) as running:  # noqa: S603 - our own command
        read_until(running, "Ctrl-C")
        running.send_signal(number)
        running.wait(PATIENCE)
        nothing_left(village)
