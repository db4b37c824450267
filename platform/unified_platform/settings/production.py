"""A public installation: everything from the environment, and no start with what is only good for the demo.

SECRET_KEY and ADMIN_HOSTS must be set; deploy/README.md tells the way.
"""

import os
from urllib.parse import urlsplit

from unified_platform.health.environment import environment_problems, host_list, switched_on

from .base import *  # noqa: F403 - settings modules are layered by star import, Django's own idiom

# What AppConfig.ready() of unified_platform.health refuses to start with, all reasons in one message.
START_PROBLEMS = environment_problems(os.environ)
REFUSE_DEMO_DATA = True

SECRET_KEY = os.environ.get("SECRET_KEY", "")
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
DEBUG = False
DEMO = False

ADMIN_HOSTS = host_list(os.environ, "ADMIN_HOSTS")
WAGTAILADMIN_BASE_URL = os.environ.get("ADMIN_BASE_URL") or "".join(f"https://{host}" for host in ADMIN_HOSTS[:1])
_base = urlsplit(WAGTAILADMIN_BASE_URL)
# A back end on a port of its own sends its forms from an origin with that port.
CSRF_TRUSTED_ORIGINS = sorted({f"https://{host}" for host in ADMIN_HOSTS} | {f"https://{_base.netloc}"} - {"https://"})

# Who speaks TLS for us and says so in a header that no visitor can set. Empty: TLS ends here.
_proxy_header = os.environ.get("PROXY_SSL_HEADER", "X-Forwarded-Proto")
SECURE_PROXY_SSL_HEADER = (f"HTTP_{_proxy_header.upper().replace('-', '_')}", "https") if _proxy_header else None
SECURE_SSL_REDIRECT = switched_on(os.environ, "SECURE_SSL_REDIRECT", "1")
# Asked on loopback without TLS by containers and monitors.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDS", 31536000))
SECURE_HSTS_INCLUDE_SUBDOMAINS = switched_on(os.environ, "HSTS_INCLUDE_SUBDOMAINS")
SECURE_HSTS_PRELOAD = switched_on(os.environ, "HSTS_PRELOAD")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = False  # Wagtail's editor reads it to sign what it sends in the background

SILENCED_SYSTEM_CHECKS = [
    # Below a city's domain there are hosts that are not ours, some without TLS: whether HSTS reaches them is theirs
    # to say (HSTS_INCLUDE_SUBDOMAINS, HSTS_PRELOAD).
    "security.W005",
    "security.W021",
    # SAMEORIGIN, not DENY: the editor shows previews in a frame.
    "security.W019",
]

EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", 25))
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = switched_on(os.environ, "EMAIL_TLS")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("EMAIL_FROM", f"noreply@{ADMIN_HOSTS[0]}" if ADMIN_HOSTS else "")
