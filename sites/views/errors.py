"""Pages for what is not there (R-2.1.14). 421, 500 and 503 need no database: they also answer when it is gone."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ..presentation.frame import Frame, frame_of
from .answers import policy, render

logger = logging.getLogger(__name__)

_PLAIN = "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>{0}</title><h1>{0}</h1><p><a href=/>首页</a></p>"


def misdirected(request: HttpRequest) -> HttpResponse:
    """421: no site of ours has this host name."""
    return HttpResponse(render_to_string("errors/421.html"), status=421)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, with the menu and the search of the site. The back end's hosts have no site and get a bare page."""
    if not hasattr(request, "profile"):
        return HttpResponse(render_to_string("errors/bare_404.html"), status=404)
    return render(frame_of(request), "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 tells a stranger nothing that 404 would not."""
    return not_found(request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent is no request of a browser. Nothing of it is repeated."""
    return HttpResponse(render_to_string("errors/400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that does not answer. Uses what is in memory already, and nothing else."""
    unreachable = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if unreachable else 500
    try:
        profile = getattr(request, "profile", None)
        frame = Frame(profile) if profile else None
        html: str = render_to_string("errors/500.html", {"frame": frame, "unreachable": unreachable})
    except Exception:
        logger.exception("the page for errors cannot be rendered")
        html = _PLAIN.format("服务暂时不可用")
    response = HttpResponse(html, status=status)
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = policy()
    if unreachable:
        response["Retry-After"] = "30"
    return response
