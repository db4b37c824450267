"""The one check every view of one resource passes.

Wagtail's snippet views ask for a right on the model as a whole and then show any instance of it. Here it is the
instance that is asked about, before anything of it is loaded for showing.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from .. import permissions
from ..models import Placement, Resource


def resource_or_404(user, pk: object, act: str = "view") -> Resource:
    """The resource, if `user` may see it; raises Http404 otherwise, so that nobody learns that it exists.

    Raises PermissionDenied when she may see it but not do `act` with it.
    """
    resource = Resource.objects.select_related("owner_site", "editor").filter(pk=_number(pk)).first()
    if resource is None or not permissions.can(user, "view", resource):
        raise Http404
    if not permissions.can(user, act, resource):
        raise PermissionDenied
    return resource


def placement_or_404(user, pk: object) -> Placement:
    """The placement, if it stands in a column of a site whose resources `user` may see."""
    related = ("resource", "site__root_page", "column")
    placement = Placement.objects.select_related(*related).filter(pk=_number(pk)).first()
    if placement is None or not permissions.can_on_site(user, "view", placement.site):
        raise Http404
    return placement


def _number(pk: object) -> int:
    try:
        return int(str(pk))
    except ValueError:
        raise Http404 from None


class OneResource:
    """For a view of one resource: checks the instance before the view sets itself up."""

    act = "view"
    request: HttpRequest

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        self.guarded = resource_or_404(request.user, kwargs["pk"], self.act)
        super().setup(request, *args, **kwargs)

    def user_has_permission(self, permission: str) -> bool:
        return permissions.can(self.request.user, permission, self.guarded)

    def user_has_any_permission(self, acts) -> bool:
        """Wagtail asks for any right on the model before it shows something; seeing is what matters here."""
        return permissions.can(self.request.user, "view", self.guarded)
