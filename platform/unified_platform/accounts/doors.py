"""The doors of the back end (后台门禁): which address below /admin/ is open to whom.

Many of Wagtail's views check a right on the model as a whole and then show any instance of it, so they would show one
site's people another site's things. Therefore every address is shut until somebody opens it, and whoever opens it says
for which request and which arguments. An address a later release brings along is shut too.
"""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from .domain import has_role
from .enums import Role
from .models import User

# Is this person let in with these arguments? Or a response that leads her to the right door.
Guard = Callable[[HttpRequest, dict[str, Any]], bool | HttpResponse]

_guards: dict[str, Guard] = {}


def open_doors(guard: Guard, *names: str) -> None:
    """Open the addresses with these view names (`namespace:name`, `*` stands for anything) to whom `guard` lets in.

    An exact name goes before a pattern. Opening a name twice is a ValueError: two guards would be one too many.
    """
    for name in names:
        if name in _guards:
            raise ValueError(f"the door {name!r} has a guard already")
        _guards[name] = guard


def close_doors(*names: str) -> None:
    """Undo `open_doors`."""
    for name in names:
        del _guards[name]


def ask(request: HttpRequest) -> bool | HttpResponse:
    """What the guard of this request's address says. Superusers pass every door; nobody guards a door for strangers,
    whom Wagtail sends to the sign-in page."""
    user: User | AnonymousUser = request.user
    if not user.is_authenticated or user.is_superuser:
        return True
    match = request.resolver_match
    guard = _guard_of(match.view_name) if match else None
    return guard(request, match.kwargs) if guard else False


def anybody(request: HttpRequest, arguments: dict[str, Any]) -> bool:
    """The guard of doors behind which there is nothing of anybody else's."""
    return True


def information_centre(request: HttpRequest, arguments: dict[str, Any]) -> bool:
    """The guard of the registers that belong to no site."""
    return has_role(request.user, Role.INFORMATION_CENTRE)


def _guard_of(name: str) -> Guard | None:
    if name in _guards:
        return _guards[name]
    return next((guard for pattern, guard in _guards.items() if fnmatchcase(name, pattern)), None)
