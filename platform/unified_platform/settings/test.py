"""What the tests run under: the demo's settings, a fast password hasher, everything written to a temporary folder."""

import tempfile
from pathlib import Path

from .demo import *  # noqa: F403 - settings modules are layered by star import, Django's own idiom

VAR = Path(tempfile.mkdtemp(prefix="tongyuan-test-"))
MEDIA_ROOT = VAR / "media"
SEARCH_INDEX_DIR = VAR / "search"
# A test stores what it counted when it wants to look at it.
READS_STORED_AFTER = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
