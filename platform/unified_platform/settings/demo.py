"""The demo city on one machine: `make run`. Never for the Internet; production.py refuses what stands here."""

from .base import *  # noqa: F403 - settings modules are layered by star import, Django's own idiom

SECRET_KEY = "demo-only-not-a-secret"
DEBUG = False
DEMO = True
ADMIN_HOSTS = ["admin.localhost", "localhost"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405 - from base
# Straight from the packages: nothing has to be collected before the first page.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
PUBLIC_SCHEME = "http"
PUBLIC_PORT = os.environ.get("PORT", "8000")  # noqa: F405 - from base
# What `manage.py run_city` seeds and shows; see unified_platform.running.city for what the module offers.
CITY = "sites.demo.city"
