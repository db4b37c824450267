"""The edge as it is deployed: nginx with deploy/nginx, filled in as the container image does it."""

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from .http import Answer, ask
from .servers import free_port, needs, running

SOURCE = Path(__file__).resolve().parents[2] / "deploy" / "nginx"


class Echo(BaseHTTPRequestHandler):
    """An application that answers with what reached it."""

    def do_GET(self) -> None:
        seen = {"path": self.path, **{name.lower(): value for name, value in self.headers.items()}}
        body = json.dumps(seen).encode()
        self.send_response(200)
        is_file = self.path.startswith("/documents/")
        self.send_header("Content-Type", "application/pdf" if is_file else "application/json")
        if self.path.startswith("/pictures/"):
            self.send_header("Cache-Control", "private, no-cache" if "draft" in self.path else "public, max-age=60")
        if self.path.startswith("/documents/"):
            name = quote("documents/ab/公报.pdf") if "lost" not in self.path else "documents/lost.pdf"
            self.send_header("X-Accel-Redirect", f"/_files/{name}")
            self.send_header("Content-Disposition", "inline; filename*=utf-8''%E5%85%AC%E6%8A%A5.pdf")
            self.send_header("Cache-Control", "public, max-age=60")
            self.send_header("Content-Security-Policy", "default-src 'none'; sandbox")
            self.send_header("ETag", '"0123"')
        if self.path == "/own-hsts/":
            self.send_header("Strict-Transport-Security", "max-age=60; includeSubDomains")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *args) -> None:
        """Silent: what counts is in the answer."""


@contextmanager
def echo_application() -> Iterator[int]:
    """Port of an Echo on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Edge:
    """Ports of a running edge."""

    http: int
    https: int
    admin: int
    health: int
    logs: Path

    def ask(self, port: int, host: str, target: str = "/", method: str = "GET", body=None, **headers) -> Answer:
        """One request, over TLS where the port speaks it; see `http.ask`."""
        return ask(port, host, target, method, body, tls=port in (self.https, self.admin), **headers)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate and its key."""
    cert, key = folder / "tls.crt", folder / "tls.key"
    command = f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test -out {cert}"
    subprocess.run(  # noqa: S603 - the tests' own command line
        [needs("openssl"), *command.split(), "-keyout", str(key)], check=True, capture_output=True
    )
    return cert, key


def fill_in(text: str, values: dict[str, str]) -> str:
    """${EDGE_NAME} by its value, as the image's envsubst does with the filter ^EDGE_; none may be missing."""
    return re.sub(r"\$\{(EDGE_[A-Z_]+)\}", lambda match: values[match[1]], text)


def write_configuration(folder: Path, values: dict[str, str]) -> Path:
    """The deployed files below `folder`, with the container's own writable folders moved there."""
    templates = SOURCE / "templates"
    for template in templates.rglob("*.template"):
        target = folder / "conf.d" / template.relative_to(templates).with_suffix("")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(fill_in(template.read_text(), values))
    main = folder / "nginx.conf"
    main.write_text((SOURCE / "nginx.conf").read_text().replace("/tmp/", f"{folder}/tmp/"))  # noqa: S108
    (folder / "tmp").mkdir()
    shutil.copy("/etc/nginx/mime.types", folder)
    return main


@contextmanager
def running_edge(folder: Path, application: int, bucket_server: int, **overrides: str) -> Iterator[Edge]:
    """nginx before an application and an object store; `overrides` are EDGE_* values without the prefix."""
    nginx = needs("nginx")
    edge = Edge(*(free_port() for _ in range(4)), logs=folder / "logs")
    for name in ("logs", "cache", "static"):
        (folder / name).mkdir()
    cert, key = certificate(folder)
    values = {
        "HTTP_PORT": edge.http,
        "HTTPS_PORT": edge.https,
        "ADMIN_PORT": edge.admin,
        "HEALTH_PORT": edge.health,
        "PUBLIC_HOSTS": "www.city.example *.city.example",
        "ADMIN_HOSTS": "admin.city.example",
        "APPLICATION": f"127.0.0.1:{application}",
        "BUCKET_SERVER": f"127.0.0.1:{bucket_server}",
        "BUCKET": "tongyuan-media",
        "CERTIFICATE": cert,
        "CERTIFICATE_KEY": key,
        "CACHE_DIR": folder / "cache",
        "LOG_DIR": folder / "logs",
        "STATIC_ROOT": folder / "static",
        "RESOLVER": "127.0.0.1",
        "TRUSTED_PROXY": "192.0.2.1",
        "UPLOAD_LIMIT": "100m",
    } | overrides
    main = write_configuration(folder, {f"EDGE_{name}": str(value) for name, value in values.items()})
    # Tests may run as root, whose temporary folders no other user can read: the workers stay who we are.
    command = [nginx, "-c", str(main), "-p", str(folder), "-g", "daemon off; user root;"]
    check = subprocess.run([*command, "-t"], capture_output=True, text=True)  # noqa: S603 - our own command
    assert check.returncode == 0, check.stderr
    with running(command, edge.https, folder / "nginx.log"):
        yield edge
