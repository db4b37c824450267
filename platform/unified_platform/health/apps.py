from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HealthConfig(AppConfig):
    name = "unified_platform.health"
    label = "health"
    verbose_name = _("Health")

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers the system checks
        from .startup import refuse_unsafe_environment

        refuse_unsafe_environment()
