"""Where an act comes from: the address and the browser of the request that is being answered."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class Origin:
    """`address` is None for what the worker or a command does."""

    address: str | None = None
    client: str = ""


NOWHERE = Origin()
_current: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def current() -> Origin:
    return _current.get()


class OriginMiddleware:
    """Remembers where a request comes from while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _current.set(Origin(address_of(request), request.headers.get("User-Agent", "")[:200]))
        try:
            return self.get_response(request)
        finally:
            _current.reset(token)


def address_of(request: HttpRequest) -> str | None:
    """The address of the client. X-Forwarded-For is believed only when a proxy of our own (TRUSTED_PROXIES) passes the
    request on, and of it only the last address: the one the proxy saw itself. What stands before that anybody may send.
    """
    peer = _clean(request.META.get("REMOTE_ADDR", ""))
    if peer is None or not any(ip_address(peer) in ip_network(network) for network in settings.TRUSTED_PROXIES):
        return peer
    return _clean(request.headers.get("X-Forwarded-For", "").rpartition(",")[2]) or peer


def _clean(address: str) -> str | None:
    try:
        return str(ip_address(address.strip()))
    except ValueError:
        return None
