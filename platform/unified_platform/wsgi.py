"""The door for gunicorn and every other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unified_platform.settings.production")
application = get_wsgi_application()

from unified_platform.health.startup import refuse_unsafe_database  # noqa: E402 - needs the apps to be loaded
from unified_platform.running.memory import set_aside  # noqa: E402

refuse_unsafe_database()
set_aside()
