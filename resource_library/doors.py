"""Guards of the doors to pictures and files: only those of the person's own sites."""

from typing import Any

from django.http import HttpRequest
from wagtail.permissions import policy_registry

from .models import LibraryDocument, LibraryImage

_ACTS = ("add", "change", "delete", "choose")
# What Wagtail calls the number of a picture or a file in an address.
_NUMBERS = ("pk", "image_id", "document_id", "doc_id")


def own_images(request: HttpRequest, arguments: dict[str, Any]) -> bool:
    return _own(LibraryImage, request, arguments)


def own_documents(request: HttpRequest, arguments: dict[str, Any]) -> bool:
    return _own(LibraryDocument, request, arguments)


def _own(model: type, request: HttpRequest, arguments: dict[str, Any]) -> bool:
    """Whether everything the address and its query name is in a collection of the person's."""
    named = {str(arguments[name]) for name in _NUMBERS if name in arguments}
    named |= set(request.GET.getlist("id"))
    if not named:
        return True
    if not all(pk.isdigit() for pk in named):
        return False
    policy = policy_registry.get_by_type(model)
    found = policy.instances_user_has_any_permission_for(request.user, _ACTS).filter(pk__in=named)
    return found.values("pk").distinct().count() == len({int(pk) for pk in named})
