"""The five addresses of the API. Every call for data carries a key, is counted and recorded (R-4.7.3)."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from ..domain import api_keys, api_metering
from ..kinds import SCHEMAS
from ..models import ApiKey, Resource
from . import problems
from .openapi import document, resource_schema
from .paging import below, cursor_after
from .problems import ProblemError, not_found
from .reading import question, readable, wanted_fields
from .serialising import CODES, prepared, serialise

# What a view with a key gives back: the answer, and how many resources are in it.
Answer = tuple[dict[str, Any], int]


def read_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            refusal = ProblemError(405, _("The library is read only."), Allow="GET, HEAD")
            return problems.answer(refusal, request)
        return view(request, *args, **kwargs)

    return answer


def with_key(view: Callable[..., Answer]) -> Callable[..., HttpResponseBase]:
    """For whoever holds a valid key and has not called too often. Whatever comes of it is written down."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = api_keys.find(_token(request))
        if key is None:
            return problems.answer(_unauthorized(), request)
        rows, admission = 0, None
        try:
            if not api_keys.is_valid(key):
                raise _unauthorized()
            admission = api_metering.admit(key)
            if not admission.is_granted:
                raise ProblemError(429, _("Too many calls in this minute."), Retry_After=str(admission.seconds))
            told, rows = view(request, key, *args, **kwargs)
            response: HttpResponseBase = _json(request, told)
        except ProblemError as refusal:
            response = problems.answer(refusal, request)
        _record(request, key, response, rows, admission)
        if admission:
            response.headers["X-RateLimit-Limit"] = str(admission.limit)
            response.headers["X-RateLimit-Remaining"] = str(admission.left)
        return response

    return read_only(answer)


def _token(request: HttpRequest) -> str:
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _unauthorized() -> ProblemError:
    return ProblemError(
        401, _("A valid key is needed: Authorization: Bearer …"), WWW_Authenticate='Bearer realm="library"'
    )


def _json(request: HttpRequest, told: dict[str, Any]) -> HttpResponseBase:
    content = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    response = HttpResponse(content, content_type="application/json")
    response.headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization"
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


def _record(request: HttpRequest, key: ApiKey, response: HttpResponseBase, rows: int, admission) -> None:
    if response.status_code == 429:
        api_metering.refuse(key)
        if not admission.is_first_refusal:
            return
    api_metering.record(
        key,
        path=request.path,
        query=request.META.get("QUERY_STRING", ""),
        status=response.status_code,
        rows=rows if response.status_code == 200 else 0,
        address=request.META.get("REMOTE_ADDR") or None,
    )


@with_key
def resources(request: HttpRequest, key: ApiKey) -> Answer:
    """The list: filtered, newest first, a page at a time."""
    asked = question(key, request.GET.dict())
    found = prepared(below(asked.resources, asked.cursor), asked.fields)
    rows = list(found[: asked.size + 1])
    page = rows[: asked.size]
    told: dict[str, Any] = {"items": serialise(page, asked.fields, readable(key)), "next": None}
    if len(rows) > asked.size:
        last = page[-1]
        assert last.published_at is not None  # noqa: S101 - what is readable has been published
        told["next"] = _next(request, cursor_after(last.published_at, last.pk))
    if asked.wants_count:
        told["count"] = asked.resources.count()
        told["pageCount"] = -(-told["count"] // asked.size)
    return told, len(page)


def _next(request: HttpRequest, cursor: str) -> str:
    given = {name: value for name, value in request.GET.dict().items() if name not in ("cursor", "count")}
    return request.build_absolute_uri(f"{request.path}?{urlencode({**given, 'cursor': cursor})}")


@with_key
def resource(request: HttpRequest, key: ApiKey, identifier) -> Answer:
    """One resource by its identifier; 410 for one that was public and was taken down."""
    strange = sorted(set(request.GET) - {"fields"})
    if strange:
        raise ProblemError(400, f"{strange[0][:40]}: {_('no such parameter')}")
    fields = wanted_fields(request.GET.get("fields", ""), CODES)
    may_read = readable(key)
    found = prepared(may_read.filter(identifier=identifier), fields).first()
    if found is None:
        raise ProblemError(410, _("It was taken down.")) if _was_public(key, identifier) else not_found()
    return serialise([found], fields, may_read)[0], 1


def _was_public(key: ApiKey, identifier) -> bool:
    """Tells the systems that took it over to take it down as well (R-4.7.4); says nothing else of it."""
    once = Resource.objects.filter(identifier=identifier, live=False, published_at__isnull=False)
    return (once if key.everywhere else once.filter(owner_site__in=key.sites.values("pk"))).exists()


@read_only
def schema(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The format of one kind, as JSON Schema. No secret, so no key."""
    if kind not in SCHEMAS:
        return problems.answer(ProblemError(404, _("no such kind")), request)
    return _public_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **resource_schema(SCHEMAS[kind])})


@read_only
def openapi(request: HttpRequest) -> HttpResponseBase:
    """The description of the API, OpenAPI 3.1. No secret, so no key."""
    return _public_json(document(request.build_absolute_uri("/api/library/v1")))


@read_only
def guide(request: HttpRequest) -> HttpResponseBase:
    """The page for people."""
    described = document(request.build_absolute_uri("/api/library/v1"))
    parameters = described["paths"]["/resources"]["get"]["parameters"]
    kinds = [
        {"code": kind, "label": schema.label, "purpose": schema.purpose, "fields": schema.public_fields}
        for kind, schema in SCHEMAS.items()
    ]
    context = {"base": described["servers"][0]["url"], "parameters": parameters, "kinds": kinds}
    return HttpResponse(render_to_string("resource_library/api/guide.html", context))


def _public_json(told: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
