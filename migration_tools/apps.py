from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MigrationToolsConfig(AppConfig):
    name = "migration_tools"
    verbose_name = _("Migration tools")

    def ready(self) -> None:
        from sites.old_addresses import register_resolver

        from .redirects import resolve

        register_resolver(resolve)
