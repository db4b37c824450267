"""The house's addresses and one more, whose view forgets to ask whose resource it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from resource_library.models import Resource
from unified_platform.urls import urlpatterns as house


def planted(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(get_object_or_404(Resource, pk=pk).title)


urlpatterns = [path("admin/planted/<int:pk>/", planted, name="planted"), *house]
