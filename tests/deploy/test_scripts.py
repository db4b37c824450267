"""The small programs of the deployment, run as the container or the operator runs them."""

import json
import os
import stat
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from .files import DEPLOY, compose

SHOW = 'printf "%s|%s" "${SECRET_KEY-unset}" "${DATABASE_URL-unset}"'


def run(*command: str, **env: str) -> subprocess.CompletedProcess:
    """`command` with only PATH and `env` in its environment."""
    environ = {"PATH": os.environ["PATH"], **env}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603 - our own


# ---- entrypoint.sh: secrets come as files ----


def entrypoint(command: str, **env: str) -> subprocess.CompletedProcess:
    return run(str(DEPLOY / "entrypoint.sh"), "sh", "-c", command, **env)


def test_entrypoint_turns_a_secret_file_into_the_variable(tmp_path):
    (tmp_path / "key").write_text("s3cr$t'\"`x`\n")
    result = entrypoint(SHOW, SECRET_KEY_FILE=str(tmp_path / "key"), DATABASE_URL="sqlite:///x")
    assert (result.returncode, result.stdout) == (0, "s3cr$t'\"`x`|sqlite:///x")


def test_entrypoint_leaves_other_variables_alone():
    assert entrypoint(SHOW).stdout == "unset|unset"


@pytest.mark.parametrize(("content", "reason"), [(None, "cannot be read"), ("", "is empty")])
def test_entrypoint_says_which_secret_is_wrong_and_does_not_start(tmp_path, content, reason):
    path = tmp_path / "key"
    if content is not None:
        path.write_text(content)
    result = entrypoint("echo started", SECRET_KEY_FILE=str(path))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"SECRET_KEY_FILE names {path}, which {reason}.\n"


def test_entrypoint_hands_its_process_over_so_that_signals_arrive():
    assert entrypoint('cat "/proc/$PPID/comm"').stdout.strip() != "entrypoint.sh"


# ---- new-secrets.sh ----


@pytest.fixture
def secrets(tmp_path):
    folder = tmp_path / "secrets"
    result = run(str(DEPLOY / "new-secrets.sh"), str(folder))
    assert result.returncode == 0, result.stderr
    return folder


def test_new_secrets_makes_every_secret_of_the_compose_file_but_the_certificate(secrets):
    made = {path.name for path in secrets.iterdir()}
    assert set(compose()["secrets"]) - made == {"tls_certificate", "tls_key"}
    assert made - set(compose()["secrets"]) == set()


def test_new_secrets_are_long_different_and_consistent(secrets):
    value = {path.name: path.read_text() for path in secrets.iterdir()}
    drawn = [value[name] for name in value if name.endswith("_password") or name in {"secret_key", "s3_secret_key"}]
    assert min(map(len, drawn)) >= 64
    assert len(set(drawn)) == len(drawn) == 6
    assert value["database_url"] == f"postgres://tongyuan:{value['database_password']}@postgres:5432/tongyuan"
    assert value["redis_auth"] == f"requirepass {value['redis_password']}"


def test_object_store_shows_strangers_scaled_pictures_only(secrets):
    identities = {entry["name"]: entry for entry in json.loads((secrets / "s3_identities").read_text())["identities"]}
    assert identities["anonymous"]["actions"] == ["Read:tongyuan-media/images/*"]
    assert identities["application"]["credentials"] == [
        {
            "accessKey": (secrets / "s3_access_key").read_text(),
            "secretKey": (secrets / "s3_secret_key").read_text(),
        }
    ]


def test_new_secrets_are_closed_to_other_users_of_the_host(secrets):
    """The files are readable to whatever user a container runs as; nobody else gets through the folder."""
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700


def test_new_secrets_run_again_changes_nothing(secrets):
    before = {path.name: path.read_text() for path in secrets.iterdir()}
    result = run(str(DEPLOY / "new-secrets.sh"), str(secrets))
    assert {path.name: path.read_text() for path in secrets.iterdir()} == before
    assert "made" not in result.stdout
    assert result.stdout.count("Still missing") == 2


# ---- healthcheck.py ----


@pytest.fixture
def health_url():
    """Address of a server whose /ok is well and whose other pages are not."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/ok" else 503)
            self.end_headers()

        def log_message(self, *args) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("page", "code"), [("/ok", 0), ("/ill", 1)])
def test_healthcheck_reports_what_the_application_says(health_url, page, code):
    assert run(sys.executable, str(DEPLOY / "healthcheck.py"), health_url + page).returncode == code


def test_healthcheck_fails_when_nobody_answers(health_url):
    result = run(sys.executable, str(DEPLOY / "healthcheck.py"), "http://127.0.0.1:1/ok")
    assert result.returncode == 1
    assert "http://127.0.0.1:1/ok" in result.stderr
