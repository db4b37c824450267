"""Below /api/library/v1/; which host answers is the business of whoever includes this."""

from django.urls import path

from . import views

app_name = "library_api"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("openapi.json", views.openapi, name="openapi"),
    path("schemas/<slug:kind>.json", views.schema, name="schema"),
    path("resources", views.resources, name="resources"),
    path("resources/<uuid:identifier>", views.resource, name="resource"),
]
