"""What every installation shares. Everything that differs between installations comes from the environment."""

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parents[3]
# Everything the platform writes on an embedded installation: database, search index, media.
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))

INSTALLED_APPS = [
    # The house, from the top down; a layer never imports one above it (see [tool.importlinter]).
    "migration_tools",
    "sites",
    "themes",
    "resource_library",
    "unified_platform.accounts",
    "unified_platform.audit",
    "unified_platform.backup",
    "unified_platform.rules",
    "unified_platform.search",
    "unified_platform.jobs",
    "unified_platform.events",
    "unified_platform.health",
    "wagtail_modeladmin",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "unified_platform.audit.origin.OriginMiddleware",
    # Before everything that reads the host: an unregistered host gets 421, never the default site.
    "sites.middleware.SiteMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "unified_platform.accounts.middleware.DoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "unified_platform.urls"
WSGI_APPLICATION = "unified_platform.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def database(url: str) -> dict:
    """Connection settings for a DATABASE_URL. SQLite is opened so that web and worker can share one file."""
    try:
        config = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError:
        config = {}
    if config.get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
        # The address itself is not repeated: it may hold a password.
        raise ImproperlyConfigured(
            "DATABASE_URL is not understood: write postgres://user:password@host:5432/name or sqlite:////path/to/file."
        )
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["CONN_MAX_AGE"] = 0
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
        }
    return config


DATABASES = {"default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'tongyuan.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["unified_platform.accounts.backends.OfficeBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [ROOT / "platform" / "unified_platform" / "locale"]
TIME_ZONE = "Asia/Shanghai"  # stored in UTC, shown and counted in Asia/Shanghai
USE_TZ = True
FORMAT_MODULE_PATH = ["unified_platform.formats"]

STATIC_URL = "/static/"
# The container image brings its collected files along, outside the volume that VAR is.
STATIC_ROOT: Path | None = Path(os.environ.get("STATIC_ROOT", VAR / "static"))
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"


def storages(environ: os._Environ | dict) -> dict:
    """STORAGES for the environment: a local folder, or an S3-compatible bucket when S3_BUCKET is set."""
    default: dict = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if environ.get("S3_BUCKET"):
        default = {
            "BACKEND": "unified_platform.storage.BucketStorage",
            "OPTIONS": {
                "bucket_name": environ["S3_BUCKET"],
                "endpoint_url": environ.get("S3_ENDPOINT_URL") or None,
                "region_name": environ.get("S3_REGION") or None,
                "access_key": environ.get("S3_ACCESS_KEY_ID") or None,
                "secret_key": environ.get("S3_SECRET_ACCESS_KEY") or None,
                "file_overwrite": False,
                "querystring_auth": False,
            },
        }
    return {
        "default": default,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }


STORAGES = storages(os.environ)

CACHES: dict = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if os.environ.get("REDIS_URL"):
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ["REDIS_URL"],
    }

# One queue for everything that happens after a commit: Wagtail's own tasks ride on the outbox too, because
# django-tasks' default backend runs them inside the request and swallows what they raise.
TASKS = {"default": {"BACKEND": "unified_platform.events.tasks.OutboxBackend"}}

SEARCH_INDEX_DIR = Path(os.environ.get("SEARCH_INDEX_DIR", VAR / "search"))
ELASTICSEARCH_URL = os.environ.get("ELASTICSEARCH_URL", "")

# Host names: the register of sites decides (sites.middleware), so Django's own list is open.
ALLOWED_HOSTS = ["*"]
# the back end answers on its own hosts only; public hosts answer 404 for it.
ADMIN_HOSTS = [host for host in os.environ.get("ADMIN_HOSTS", "").split(",") if host]
USE_X_FORWARDED_HOST = False
# Networks of the proxies in front of us, whose word on the client's address is taken (`10.0.0.0/8,127.0.0.1/32`).
TRUSTED_PROXIES = [network for network in os.environ.get("TRUSTED_PROXIES", "").split(",") if network]

WAGTAIL_SITE_NAME = "同源 · 统一内容平台"
WAGTAILADMIN_BASE_URL = os.environ.get("ADMIN_BASE_URL", "")
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILREDIRECTS_AUTO_CREATE = False
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = [
    "csv", "doc", "docx", "dps", "et", "m4a", "m4v", "mp3", "mp4", "ofd", "ogg", "pdf", "ppt", "pptx", "rar", "rtf",
    "txt", "wav", "webm", "wps", "xls", "xlsx", "zip",
]  # fmt: skip
# How large and of what kind: the library's own gate, with numbers from the rule table.
WAGTAILIMAGES_MAX_UPLOAD_SIZE = None
WAGTAILIMAGES_MAX_IMAGE_PIXELS = None
WAGTAILIMAGES_IMAGE_FORM_BASE = "resource_library.media.forms.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "resource_library.media.forms.FileForm"
# Looks like WebP at 80 and weighs a third less (docs/media.md).
WAGTAILIMAGES_AVIF_QUALITY = 50
# Files of the storage are not public by themselves; a task that deletes one must not carry the bucket's keys.
WAGTAILIMAGES_RENDITION_STORAGE = "resource_library.media.storage.SharedStorage"
# With X-Accel-Redirect the web server sends files for download: the internal location below which it finds them.
SEND_FILE_PREFIX = os.environ.get("SEND_FILE_PREFIX", "")
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "unified_platform.search.wagtail_backend"}}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Seconds for which counted views wait in the memory of a process before they are written down together; 0: for ever.
READS_STORED_AFTER = 5

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    # A visitor who mistypes an address is no trouble of ours; what fails in the house still is an error.
    "loggers": {"django.request": {"level": "ERROR"}},
}

WAGTAILIMAGES_IMAGE_MODEL = "resource_library.LibraryImage"
WAGTAILDOCS_DOCUMENT_MODEL = "resource_library.LibraryDocument"
# A text changed after an approval needs that approval again.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True

# How public addresses are written: the host is the register's, scheme and port are the installation's.
PUBLIC_SCHEME = os.environ.get("PUBLIC_SCHEME", "https")
PUBLIC_PORT = os.environ.get("PUBLIC_PORT", "")
