"""The web server inside the container. The edge before it buffers slow clients and writes the log."""

import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "3"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 30
keepalive = 5
# A worker that slowly grows is replaced before it matters; the jitter keeps them from leaving together.
max_requests = 5000
max_requests_jitter = 1000
# Heartbeats lie in memory: a slow disk looks like a hung worker, and the root file system is read-only.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - the container's own memory, nobody else is in it
control_socket_disable = True
