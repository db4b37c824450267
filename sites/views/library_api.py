"""The library's API answers under the name of the city's portal alone; other sites know no such address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from resource_library.api import problems
from resource_library.api.urls import urlpatterns as routes
from resource_library.models import OrganLevel

from ..enums import SiteKind
from ..models import SiteProfile

# A portal is sponsored by the city's government or, as in most cities, by its general office.
_OF_THE_CITY = (OrganLevel.CITY, OrganLevel.CITY_DEPARTMENT)


def is_city_portal(profile: SiteProfile) -> bool:
    return profile.kind == SiteKind.PORTAL and profile.sponsor.level in _OF_THE_CITY


def on_the_portal(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        profile = getattr(request, "profile", None)
        if profile is None or not is_city_portal(profile):
            return problems.answer(problems.not_found(), request)
        return view(request, *args, **kwargs)

    return answer


def addresses(prefix: str) -> list[URLPattern]:
    """The API's addresses below `prefix`."""
    return [
        path(f"{prefix}{route.pattern}", on_the_portal(route.callback), name=f"library-api-{route.name}")
        for route in routes
        if isinstance(route, URLPattern)
    ]
