"""What a text may refer to: one's own pictures and files, and resources one may see.

A form sends numbers, and a number is easily guessed. What somebody may not choose she may not refer to either: the
next page that shows the reference would show her another site's draft.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from .. import permissions
from ..models import LibraryDocument, LibraryImage, Resource

# (model, primary key)
Reference = tuple[type, int]
_MEDIA = (LibraryImage, LibraryDocument)


def references_of(resource: Resource) -> set[Reference]:
    """Every picture, file and resource that this version refers to."""
    found = {(LibraryDocument, row.document_id) for row in resource.attachments.all() if row.document_id}
    found |= {(Resource, row.target_id) for row in resource.relations.all() if row.target_id}
    if resource.image_id:
        found.add((LibraryImage, resource.image_id))
    return found | references_in_body(resource.body)


def references_in_body(body) -> set[Reference]:
    """The pictures and files in a text, also those behind links."""
    if not body:
        return set()
    told = Resource._meta.get_field("body").extract_references(body)
    return {(model, int(pk)) for model, pk, *_path in told if model in _MEDIA and str(pk).isdigit()}


def refuse_strange(new: Iterable[Reference], *, by) -> None:
    """Raises PermissionDenied when `by` may not choose every one of these."""
    wanted = set(new)
    for model in (*_MEDIA, Resource):
        ids = {pk for kind, pk in wanted if kind is model}
        if ids and ids - _allowed(model, ids, by):
            raise PermissionDenied(_("This refers to something that you may not use."))


def _allowed(model: type, ids: set[int], user) -> set[int]:
    if model is Resource:
        rows = Resource.objects.filter(Q(owner_site__in=permissions.sites(user, "view")) | Q(live=True))
    else:
        rows = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["choose"])
    return set(rows.filter(pk__in=ids).values_list("pk", flat=True))
