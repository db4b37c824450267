"""All addresses of the installation. Public addresses are the sites' own and come last."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

import sites.urls
from sites.views.files import document

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    # In front of Wagtail's own view of the same name: a visitor saves a file under its title.
    path("documents/<int:number>/<path:filename>", document, name="wagtaildocs_serve"),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("unified_platform.health.urls")),
    path("", include(sites.urls)),
]

handler400 = "sites.views.errors.bad_request"
handler403 = "sites.views.errors.forbidden"
handler404 = "sites.views.errors.not_found"
handler500 = "sites.views.errors.server_error"
