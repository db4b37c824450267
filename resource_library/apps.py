from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourceLibraryConfig(AppConfig):
    name = "resource_library"
    verbose_name = _("Resource library")

    def ready(self) -> None:
        from unified_platform.search.domain import register_source

        from . import search_documents

        # Each registers what it holds: log actions, the permission policy, receivers.
        from . import log_actions, permissions, signals  # noqa: F401, I001, RUF100 - imported for what they register

        register_source(search_documents.iterate_all, search_documents.fetch, search_documents.count)
