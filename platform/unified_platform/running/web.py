"""The web server as a child: gunicorn on sockets that are already open."""

import os
import socket
import time
from http.client import HTTPConnection
from typing import Any

from gunicorn.app.base import BaseApplication

from .memory import set_aside


class WebServer(BaseApplication):
    """gunicorn with this process' loaded application; workers share it by fork."""

    def __init__(self, application: Any, sockets: list[socket.socket]) -> None:
        self.application = application
        self.sockets = sockets
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": [f"fd://{found.fileno()}" for found in self.sockets],
            "workers": int(os.environ.get("WEB_CONCURRENCY", 2)),
            "worker_class": "gthread",
            "threads": 4,
            "preload_app": True,
            "graceful_timeout": 3,
            "timeout": 120,
            "keepalive": 5,
            "loglevel": os.environ.get("LOG_LEVEL", "warning").lower(),
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        set_aside()
        return self.application


def answers(port: int) -> bool:
    """Whether /healthz says that the server is up. Asks loopback directly, whatever proxy the environment names."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        time.sleep(0.1)
        return False
    finally:
        connection.close()
