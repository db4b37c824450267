"""A preview looks like the site that will show the resource. The site knows how; the library only asks."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

_renderers: list[Callable[[Any, HttpRequest], HttpResponse]] = []


def register_renderer(renderer: Callable[[Any, HttpRequest], HttpResponse]) -> None:
    """`renderer(resource, request)` answers with the page as the resource's owner site would show it."""
    _renderers[:] = [renderer]


def render_preview(resource, request: HttpRequest) -> HttpResponse:
    return _renderers[0](resource, request)
