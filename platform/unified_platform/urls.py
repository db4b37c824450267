"""All addresses of the installation. Public addresses are the sites' own and come last."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

import sites.urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("unified_platform.health.urls")),
    path("", include(sites.urls)),
]

handler404 = "sites.views.errors.not_found"
handler500 = "sites.views.errors.server_error"
