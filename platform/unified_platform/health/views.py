"""Addresses for machines that watch the platform."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .probes import look


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """/healthz: this process answers. Touches nothing else, so that a slow database restarts nobody."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """/readyz: the whole report; 503 when the platform cannot serve, 200 when it can, even if staff must look."""
    health = look()
    return JsonResponse(health.as_dict(), status=503 if health.status == "down" else 200)
