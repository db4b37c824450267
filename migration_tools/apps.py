from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MigrationToolsConfig(AppConfig):
    name = "migration_tools"
    verbose_name = _("Migration tools")
