"""What a visitor gets under the name of a closed site: the way to the new place, or a page of the new site."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from ..models import SiteProfile
from ..old_addresses import Gone, Redirect, Unknown, resolve
from ..presentation.frame import Frame
from .answers import policy, render


def old_address(request: HttpRequest, host: str) -> HttpResponse | None:
    """301, 410 or 404 for an address of a closed site that moved in; None for any other host."""
    answer = resolve(host, request.path, request.META.get("QUERY_STRING", ""))
    if answer is None:
        return None
    if isinstance(answer, Redirect):
        return HttpResponsePermanentRedirect(answer.url)
    frame = _frame(answer)
    if isinstance(answer, Gone):
        response = render(frame, "sites/gone.html", {"note": answer.reason}, status=410)
    else:
        response = render(frame, "errors/404.html", {}, status=404)
    response["Content-Security-Policy"] = policy(forms=frame.origin)
    return response


def _frame(answer: Gone | Unknown) -> Frame:
    joins = ("site__root_page", "theme", "sponsor", "operator", "authority")
    return Frame(SiteProfile.objects.select_related(*joins).get(site=answer.site), is_away=True)
