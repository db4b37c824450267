"""How a draft will look on its own site."""

from django.http import HttpRequest, HttpResponse


def render_resource(resource, request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


def render_page(page, request: HttpRequest) -> HttpResponse:
    raise NotImplementedError
