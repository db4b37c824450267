"""How a public page is answered: rendered without session or cookie, with a policy that lets no stranger's code in."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from ..presentation.frame import Frame, frame_of

# Seconds a browser or a cache between may show a page without asking again; after that a changed page is seen at once.
_FRESH = 60

View = Callable[..., HttpResponseBase]


def policy(*, frames: str = "'none'", forms: str = "'self'") -> str:
    """The content security policy of every public answer: nothing inline, nothing from elsewhere."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
        "connect-src 'self'; "
        f"manifest-src 'self'; base-uri 'none'; object-src 'none'; form-action {forms}; frame-ancestors {frames}"
    )


def public(view: View) -> View:
    """A view of a public page: reads only, knows its frame, and lets a visitor ask whether anything has changed."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponse) and response.status_code == 200:
            return _conditional(request, response)
        return response

    return require_safe(answer)


def page(request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """Render a page of the request's own site. The request stays outside the template: no session, no token."""
    return render(frame_of(request), template, context, status)


def render(frame: Frame, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    return HttpResponse(render_to_string(template, {"frame": frame, **(context or {})}), status=status)


def text(content: str, content_type: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type)


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers.setdefault("ETag", etag)
    response.headers.setdefault("Cache-Control", f"public, max-age={_FRESH}")
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response
