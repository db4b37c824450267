from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SitesConfig(AppConfig):
    name = "sites"
    verbose_name = _("Sites")

    def ready(self) -> None:
        from resource_library.columns import register_column_type
        from resource_library.previews import register_renderer

        from . import figures  # noqa: F401 - registers its measure
        from .models import ColumnPage
        from .organ_holders import register_all
        from .views.preview import render_resource

        register_renderer(render_resource)
        register_column_type(ColumnPage)
        register_all()
