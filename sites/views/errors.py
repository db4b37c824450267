"""Pages for what is not there. They need no database, so they also answer when it is gone."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def misdirected(request: HttpRequest) -> HttpResponse:
    """421: no site of ours has this host name."""
    return HttpResponse(render_to_string("errors/421.html"), status=421)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string("errors/404.html", {"profile": getattr(request, "profile", None)}), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("errors/500.html"), status=500)
