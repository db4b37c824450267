"""Where a page tells that somebody reads it (docs/adr/013)."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from resource_library.domain import readership
from unified_platform.audit.origin import address_of

# The number of a placement and nothing else.
_LONGEST = 18


@csrf_exempt  # It needs no session and changes nothing that belongs to anybody.
@require_POST
def view(request: HttpRequest) -> HttpResponse:
    """Count one view of the placement whose number is the body. Always 204: an answer that differs would tell strangers
    which numbers exist. No query."""
    number = _number(request)
    if number and _is_from_our_page(request):
        agent = request.headers.get("User-Agent", "")[:200]
        site = request.profile.site_id  # type: ignore[attr-defined]
        readership.note(number, site=site, address=address_of(request), agent=agent)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def _number(request: HttpRequest) -> int | None:
    length = request.META.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit()) or not 0 < int(length[:9]) <= _LONGEST:
        return None
    body = request.read(_LONGEST)
    return int(body) if body.isdigit() else None


def _is_from_our_page(request: HttpRequest) -> bool:
    """Whether a page of this very site sent it, as the browser says; what is no browser may say anything."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched:
        return fetched == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
