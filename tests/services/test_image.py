"""The application image, without a container engine: what its Dockerfile copies, built and run by its own commands."""

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.files import ROOT, services
from tests.deploy.test_dockerfile import instructions

from .http import get
from .servers import free_port, running, wait_until

pytestmark = pytest.mark.services

ADMIN = "cms.city.example"


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if "__pycache__" not in path.parts}


@dataclass(frozen=True)
class Image:
    """The image's /app below a temporary folder, with the environment of its containers."""

    root: Path

    @property
    def app(self) -> Path:
        return self.root / "app"

    def here(self, text: str) -> str:
        """A path of the image as it is on this machine."""
        moved = {"/opt/venv/bin/python": sys.executable, "/app": str(self.app), "/tmp/": f"{self.root}/tmp/"}  # noqa: S108
        moved["/var/lib/tongyuan"] = str(self.root / "var")
        moved["/opt/venv/bin"] = str(Path(sys.executable).parent)
        return re.sub("|".join(map(re.escape, moved)), lambda match: moved[match[0]], text)

    def environ(self) -> dict[str, str]:
        """ENV of the Dockerfile, and what the compose file would add."""
        found = dict(re.findall(r"([A-Z_]+)=(\S+)", " ".join(instructions("application", "ENV"))))
        image = {name: self.here(value).replace("$PATH", os.environ["PATH"]) for name, value in found.items()}
        secret = self.root / "secret_key"
        return image | {
            "SECRET_KEY_FILE": str(secret),
            "ADMIN_HOSTS": ADMIN,
            "ADMIN_BASE_URL": f"https://{ADMIN}:8444",
            "DATABASE_URL": f"sqlite:///{self.root / 'var' / 'city.sqlite3'}",
        }

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """A command in a new container: through the entrypoint."""
        return subprocess.run(  # noqa: S603 - the image's own commands
            [*self.entrypoint(), *command],
            cwd=self.app,
            env=self.environ(),
            capture_output=True,
            text=True,
            check=False,
        )

    def entrypoint(self) -> list[str]:
        return [str(self.app / part) for part in json.loads(instructions("application", "ENTRYPOINT")[0])]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """What the build stage makes. The packages are this environment's own."""
    image = Image(tmp_path_factory.mktemp("image"))
    for folder in ("app", "var", "tmp"):
        (image.root / folder).mkdir()
    for line in instructions("build", "COPY"):
        *sources, target = line.split()
        if target.startswith("/tmp"):  # noqa: S108 - the requirements, already installed here
            continue
        for source in sources:
            place = image.app / target / Path(source).name if target.endswith("/") else image.app / target
            place.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, place)
    (collect,) = [rest for rest in instructions("build", "RUN") if "collectstatic" in rest]
    built = subprocess.run(  # noqa: S602 - the line of the Dockerfile, as the build runs it
        image.here(collect), shell=True, cwd=image.app, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    (image.root / "secret_key").write_text(secrets.token_hex(40))
    return image


@pytest.fixture(scope="module")
def migrated(image):
    """After the one-shot service of the compose file."""
    result = image.run(*services()["migrate"]["command"])
    assert result.returncode == 0, result.stderr
    return image


@pytest.fixture(scope="module")
def web(migrated):
    """Port of the image's own web server."""
    port = free_port()
    command = [*migrated.entrypoint(), *json.loads(instructions("application", "CMD")[0])]
    with running(
        [*command, "--bind", f"127.0.0.1:{port}"],
        port,
        migrated.root / "web.log",
        env=migrated.environ() | {"WEB_CONCURRENCY": "1"},
        cwd=migrated.app,
    ):
        wait_until(lambda: health_check(migrated, port) == 0)
        yield port


def health_check(image: Image, port: int) -> int:
    """Exit code of the image's own health check."""
    check = json.loads(re.search(r"CMD (\[.*\])", instructions("application", "HEALTHCHECK")[0])[1])
    command = [sys.executable, *check[1:], f"http://127.0.0.1:{port}/healthz"]
    return subprocess.run(command, cwd=image.app, capture_output=True, check=False).returncode  # noqa: S603


def test_image_carries_the_collected_style_sheets(image):
    manifest = json.loads((image.app / "static" / "staticfiles.json").read_text())
    assert len(manifest["paths"]) > 50
    assert [name for name in manifest["paths"].values() if not (image.app / "static" / name).is_file()] == []


def test_secret_of_the_build_is_not_left_in_the_image(image):
    assert not (image.root / "tmp" / "var" / "secret").exists()
    assert [path for path in image.app.rglob("*") if path.name in {".env", "secrets"}] == []


def test_health_check_tells_a_web_server_from_none(web, migrated):
    assert (health_check(migrated, web), health_check(migrated, free_port())) == (0, 1)


def test_unregistered_host_gets_421(web):
    assert get(web, "stranger.example", X_Forwarded_Proto="https").status == 421


def test_sign_in_page_shows_the_style_sheets_of_the_release(web):
    page = get(web, ADMIN, "/admin/login/", X_Forwarded_Proto="https")
    sheets = re.findall(rb'href="(/static/[^"]+\.css)"', page.body)
    assert (page.status, len(sheets) > 0) == (200, True)
    for sheet in sheets:
        assert re.search(rb"\.[0-9a-f]{12}\.css$", sheet)
        assert get(web, ADMIN, sheet.decode(), X_Forwarded_Proto="https").status == 200


def test_request_that_did_not_come_over_tls_is_sent_there(web):
    answer = get(web, ADMIN, "/admin/login/")
    assert (answer.status, answer.headers["location"]) == (301, f"https://{ADMIN}/admin/login/")


def test_worker_is_known_to_its_health_check_until_it_is_told_to_stop(migrated):
    check = services()["worker"]["healthcheck"]["test"][2:]
    command = services()["worker"]["command"]
    worker = subprocess.Popen(  # noqa: S603 - the image's own command
        [*migrated.entrypoint(), *command], cwd=migrated.app, env=migrated.environ()
    )
    try:
        wait_until(lambda: migrated.run(*check).returncode == 0)
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    assert migrated.run(*check).returncode == 1


def test_nothing_is_written_outside_the_writable_folders(web, migrated):
    """The root file system is mounted read-only; the tests' user could write, so what counts is that nothing was."""
    before = files_of(migrated.app)
    get(web, ADMIN, "/admin/login/", X_Forwarded_Proto="https")
    migrated.run("python", "manage.py", "work", "--drain")
    assert files_of(migrated.app) == before
