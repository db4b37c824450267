"""A real city, run by the newcomer's command, and a real browser in front of it."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from sites.demo.people import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
# The first start of a city fills its database; on a busy machine that takes minutes.
PATIENCE = 600
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    # The hosts of websites that have moved in or were made for a test point to the platform, as their DNS would; beyond
    # this machine there is nothing.
    "--host-resolver-rules=MAP www.zhecheng.gov.cn 127.0.0.1, MAP *.test 127.0.0.1, MAP * ~NOTFOUND, "
    "EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
]


@dataclass(frozen=True)
class City:
    """A running city: where it is, and how its commands are run beside it."""

    port: int
    environ: dict[str, str]
    password: str

    def url(self, slug: str, path: str = "/") -> str:
        """The address of `path` on a site; `nanjing` is the portal."""
        host = "nanjing.localhost" if slug == "nanjing" else f"{slug}.nanjing.localhost"
        return f"http://{host}:{self.port}{path}"

    @property
    def admin(self) -> str:
        return f"http://admin.localhost:{self.port}/admin/"

    def text(self, address: str) -> str:
        """What stands at an address of the city, asked without a browser (which would save a feed as a file)."""
        parts = urlsplit(address)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"Host": parts.netloc})
        with contextlib.closing(connection):
            return connection.getresponse().read().decode()

    def manage(self, *arguments: str) -> str:
        """Run a command on the city's database; its output. Raises CalledProcessError when it fails."""
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def _environ(folder: str, port: str) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "VAR_DIR": folder,
        "PORT": port,
        "DJANGO_SETTINGS_MODULE": "unified_platform.settings.demo",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running_city(folder: Path) -> Iterator[City]:
    """The demo city as `make run` starts it, with its data in `folder`, stopped again at the end.

    `E2E_CITY=8000:var` uses a city that runs already: its port and its VAR_DIR.
    """
    if os.environ.get("E2E_CITY"):
        running_port, running_folder = os.environ["E2E_CITY"].split(":", 1)
        yield City(int(running_port), _environ(running_folder, running_port), password=PASSWORD)
        return
    port = _free_port()
    environ = _environ(str(folder), str(port))
    log = (folder / "run.log").open("w")
    running = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, str(ROOT / "manage.py"), "run_city"], cwd=ROOT, env=environ, stdout=log, stderr=log
    )
    try:
        _wait_for_front_page(port, running, folder / "run.log")
        yield City(port, environ, password=PASSWORD)
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)
        log.close()


@pytest.fixture(scope="session")
def city(tmp_path_factory) -> Iterator[City]:
    with running_city(tmp_path_factory.mktemp("city")) as found:
        yield found


def _wait_for_front_page(port: int, running: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert running.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/", timeout=10):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise AssertionError(f"the city never answered:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser(chromium) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser) -> Iterator[Page]:
    """A citizen at a desk."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture
def signed_in(browser, city):
    """`signed_in("xuanwu-editor")` → a page of the back end, signed in as that person, in a browser of its own."""
    contexts = []

    def sign_in(username: str) -> Page:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.goto(city.admin)
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", city.password)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
        return page

    yield sign_in
    for context in contexts:
        context.close()
