"""System checks of the search settings."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register("search")
def check_search_settings(app_configs: object = None, **kwargs: object) -> list[CheckMessage]:
    """search.E001: an address no engine can be at; search.E002: an index that the web server would give away."""
    return [*_address(settings.ELASTICSEARCH_URL), *_folder(Path(settings.SEARCH_INDEX_DIR))]


def _address(url: str) -> list[CheckMessage]:
    parts = urlsplit(url)
    if not url or (parts.scheme in ("http", "https") and parts.hostname):
        return []
    return [Error("ELASTICSEARCH_URL is not an http(s) address.", id="search.E001")]


def _folder(folder: Path) -> list[CheckMessage]:
    # The index holds drafts and withdrawn documents; these folders are served to everybody.
    public = {"MEDIA_ROOT": settings.MEDIA_ROOT, "STATIC_ROOT": settings.STATIC_ROOT}
    return [
        Error(f"SEARCH_INDEX_DIR lies in {name}, which is public.", id="search.E002")
        for name, root in public.items()
        if root and folder.resolve().is_relative_to(Path(root).resolve())
    ]
