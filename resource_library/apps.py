from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourceLibraryConfig(AppConfig):
    name = "resource_library"
    verbose_name = _("Resource library")

    def ready(self) -> None:
        from unified_platform.search.domain import register_source

        from . import (  # noqa: F401 - imported for what they do
            log_actions,
            log_classification,
            permissions,
            search_documents,
            signals,
        )
        from .media import search as media_search
        from .media import signals as media_signals  # noqa: F401 - imported for what it does

        register_source(search_documents.iterate_all, search_documents.fetch, search_documents.count)
        media_search.register()
