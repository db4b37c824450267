# ruff: noqa: T201, S607 - a script that talks to the terminal and runs make as the person's PATH finds it
"""Types `make run` as a newcomer does: waits for the portal, looks at it, presses Ctrl-C, sees what is left.

Standard library only. Exit 1 and one sentence when something is not as it should be.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

START_LIMIT = 600  # seconds for the first start, which seeds the demo city; generous, since machines differ
STOP_LIMIT = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port: int, host: str, path: str = "/") -> tuple[int, str]:
    """Status and body of one GET on loopback with the given Host header; (0, "") while nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Host": f"{host}:{port}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    except OSError:
        return 0, ""
    finally:
        connection.close()


def alive(var: str) -> dict[int, str]:
    """Processes started for the installation in `var`, by id with command line, however they detached."""
    mark = f"VAR_DIR={var}".encode()
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:  # it ended while we looked, or is somebody else's
            continue
    return found


def start(port: int, var: str, log: Path) -> tuple[subprocess.Popen, float]:
    """`make run` in a session of its own, once the portal answers; with the seconds that took."""
    environ = os.environ | {"PORT": str(port), "VAR_DIR": var}
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", "run"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environ,
            start_new_session=True,
        )
    while ask(port, "nanjing.localhost")[0] == 0:
        if process.poll() is not None:
            raise AssertionError(f"make run ended with {process.returncode} before the portal answered")
        if time.monotonic() - began > START_LIMIT:
            raise AssertionError(f"the portal did not answer within {START_LIMIT} s")
        time.sleep(0.2)
    return process, time.monotonic() - began


def stop(process: subprocess.Popen, port: int, var: str) -> None:
    """Ctrl-C, as a terminal sends it: to the whole foreground group. Nothing may be left."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        raise AssertionError(f"make run was still there {STOP_LIMIT} s after Ctrl-C") from None
    if left := alive(var):
        raise AssertionError(f"Ctrl-C left these running: {sorted(left.values())}")
    if ask(port, "nanjing.localhost")[0]:
        raise AssertionError("the port still answers after Ctrl-C")


def look(port: int) -> None:
    """The portal, a district's site and an unknown host, on the running city."""
    status, page = ask(port, "nanjing.localhost")
    title = re.search(r"<title>\s*(.*?)\s*</title>", page, re.DOTALL)
    if status != 200 or not title:
        raise AssertionError(f"the portal answered {status}, {len(page)} characters, without a title")
    if (district := ask(port, "xuanwu.nanjing.localhost")[0]) != 200:
        raise AssertionError(f"xuanwu.nanjing.localhost answered {district}")
    if (stranger := ask(port, "nobody.example.org")[0]) != 421:
        raise AssertionError(f"an unregistered host got {stranger} instead of 421")
    print(f"portal: {title.group(1)} ({len(page)} characters)")


def end(var: str) -> None:
    """Whatever happened above, nothing of ours stays behind on the machine."""
    for pid in alive(var):
        os.kill(pid, signal.SIGKILL)


def main() -> int:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="tongyuan-smoke-") as var:
        log = Path(var) / "make-run.log"
        try:
            for which in ("first", "second"):
                process, seconds = start(port, var, log)
                print(f"{which} start: the portal answered after {seconds:.1f} s")
                look(port)
                stop(process, port, var)
        except AssertionError as problem:
            print(log.read_text("utf-8", "replace")[-6000:] if log.exists() else "(no output)")
            print(f"make run: {problem}")
            return 1
        finally:
            end(var)
    print("make run: starts, answers, stops, leaves nothing behind.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
