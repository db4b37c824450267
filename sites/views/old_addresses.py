"""What a visitor gets under the name of a closed site: the way to the new place, or a page of the new site."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from ..models import SiteProfile
from ..old_addresses import Gone, Redirect, resolve
from .answers import page
from .errors import not_found


def old_address(request: HttpRequest, host: str) -> HttpResponse | None:
    """301, 410 or 404 for an address of a closed site that moved in; None for any other host."""
    answer = resolve(host, request.path, request.META.get("QUERY_STRING", ""))
    if answer is None:
        return None
    if isinstance(answer, Redirect):
        return HttpResponsePermanentRedirect(answer.url)
    profile = SiteProfile.objects.select_related("site__root_page", "theme").get(site=answer.site)
    request.profile = profile  # type: ignore[attr-defined]
    if isinstance(answer, Gone):
        return page(request, "sites/gone.html", {"note": answer.reason}, status=410)
    return not_found(request)
