"""Which site is this request for? The register of domains decides; nothing else does."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect

from resource_library.addresses import base_url

from .enums import DomainRole
from .models import SiteDomain
from .views.answers import policy
from .views.errors import misdirected, not_found
from .views.old_addresses import old_address

# Asked by load balancers and container engines under whatever name they know.
ANY_HOST = ("/healthz",)
ADMIN_ONLY = ("/admin/", "/readyz")
# What our own pages look like, also where one stands under the name of a closed site.
_LOOKS = (settings.STATIC_URL, "/theme/")


class SiteMiddleware:
    """Puts `request.domain` and `request.profile` on a public request; answers 421 for a host nobody registered.

    The back end answers on its own hosts only (R-1.13.2): a public host knows no /admin/. Every public answer leaves
    with a content security policy, errors included.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Wagtail sends a preview through the middleware under a host it makes up.
        if request.path in ANY_HOST or getattr(request, "is_dummy", False):
            return self.get_response(request)
        host = host_of(request)
        for_admin = request.path.startswith(ADMIN_ONLY)
        if host in settings.ADMIN_HOSTS and (for_admin or _is_asset(request.path)):
            return self.get_response(request)
        response = self._public(request, host, for_admin)
        response.headers.setdefault("Content-Security-Policy", policy())
        return response

    def _public(self, request: HttpRequest, host: str, for_admin: bool) -> HttpResponse:
        domain = domain_of(host)
        if domain is None:
            if host in settings.ADMIN_HOSTS:
                return redirect("/admin/")
            answer = old_address(request, host)
            if answer and answer.status_code == 404 and request.path.startswith(_LOOKS):
                return self.get_response(request)
            return answer or misdirected(request)
        if domain.role == DomainRole.REDIRECT:
            return redirect(base_url(domain.profile.site) + request.get_full_path(), permanent=True)
        request.domain, request.profile = domain, domain.profile
        # Spares Wagtail its own look at the host, which would fall back to the default site.
        request._wagtail_site = domain.profile.site
        return not_found(request) if for_admin else self.get_response(request)


def host_of(request: HttpRequest) -> str:
    """The host name the browser asked for, lower case, without port; empty when it is not a host name at all."""
    try:
        return split_domain_port(request.get_host())[0].rstrip(".")
    except DisallowedHost:
        return ""


def domain_of(host: str) -> SiteDomain | None:
    """The register's entry with all that every page shows, in one query."""
    return (
        SiteDomain.objects.filter(host=host)
        .select_related(
            "profile__site__root_page",
            "profile__theme",
            "profile__sponsor",
            "profile__operator",
            "profile__authority",
        )
        .first()
    )


def _is_asset(path: str) -> bool:
    """Static files, pictures and files answer on the back end's hosts too: its pages and previews show them."""
    return path.startswith((settings.STATIC_URL, settings.MEDIA_URL, "/documents/", "/pictures/", "/theme/"))
