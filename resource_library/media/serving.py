"""Who may see a picture or a file now (素材可见性). One rule for every address, asked at every request.

The public of a site sees what a page of that site shows at this moment: a visible placement, a live page. So it is
private until something public uses it, and private again with the withdrawal, the expiry or the next version. The back
end shows people what is theirs to choose, and what is public anywhere.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.permissions import policy_registry

from .. import permissions
from ..models import LibraryDocument, LibraryImage, MediaUse, Placement, Resource

_ACTS = ("add", "change", "delete", "choose")
Media = LibraryImage | LibraryDocument


def may_serve(file: Media, site: Site | None, user: Any) -> bool:
    """Whether this may be shown: to anybody on `site`, or with no site to `user` in the back end.

    One query for the public, at most five for the back end, whatever the size of the library.
    """
    if site is not None:
        return _is_public(file, site)
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    policy = policy_registry.get_by_type(type(file))
    if policy.user_has_any_permission_for_instance(user, _ACTS, file):
        return True
    return _is_public(file, None) or _in_own_text(file, user)


def find(model: type[Media], number: int, site: Site | None, user: Any) -> Media | None:
    """The picture or file with this id if it may be shown; one query for the public."""
    rows = model.objects.select_related("blob", "collection")
    if site is not None:
        return rows.filter(is_shown(model, site), pk=number).first()
    found = rows.filter(pk=number).first()
    return found if found and may_serve(found, None, user) else None


def is_shown(model: type[Media], site: Site | None) -> Q:
    """The condition on pictures or files that a page of `site` shows (with None: of any site), for one query."""
    shown = _open_placements(site)
    name = "image" if model is LibraryImage else "document"
    uses = MediaUse.objects.filter(**{name: OuterRef("pk")})
    condition = Q(Exists(shown.filter(**{f"resource__media_uses__{name}": OuterRef("pk")})))
    if model is LibraryImage:
        condition |= Q(Exists(shown.filter(resource__image=OuterRef("pk"))))
        condition |= Q(Exists(shown.filter(image=OuterRef("pk"))))
    else:
        condition |= Q(Exists(shown.filter(resource__attachments__document=OuterRef("pk"))))
    return condition | Q(Exists(_open_uses(uses, site)))


def title_for_readers(site: Site | None) -> Any:
    """The title under which a file is attached to something public; for `annotate`."""
    attached = _open_placements(site).filter(resource__attachments__document=OuterRef("pk"))
    return attached.order_by("pk").values("resource__attachments__title")[:1]


def _is_public(file: Media, site: Site | None) -> bool:
    return type(file).objects.filter(is_shown(type(file), site), pk=file.pk).exists()


def _open_placements(site: Site | None) -> Any:
    """What the public sees: without columns that are closed, or that only some may see."""
    shown = Placement.objects.filter(visible=True, resource__live=True, column__live=True)
    if site is not None:
        shown = shown.filter(site=site)
    return shown.filter(~Exists(_restrictions("column__path"))).order_by()


def _open_uses(uses: Any, site: Site | None) -> Any:
    shown = uses.filter(page__live=True)
    if site is not None:
        root = site.root_page.path
        # A range, because SQLite has no index for LIKE.
        shown = shown.filter(page__path__range=(root, root + "Z" * Page.steplen))
    return shown.filter(~Exists(_restrictions("page__path")))


def _restrictions(path: str) -> Any:
    """View restrictions on the page of this path or on one above it."""
    return PageViewRestriction.objects.filter(page__path=Substr(OuterRef(path), 1, Length("page__path")))


def _in_own_text(file: Media, user: Any) -> bool:
    """Whether a draft that the person may read shows it."""
    name = "image" if isinstance(file, LibraryImage) else "document"
    shown = Q(image=file.pk) if name == "image" else Q(attachments__document=file.pk)
    readable: Any = permissions.resources(user, "view")
    assert readable.model is Resource  # noqa: S101 - what the policy is for
    return readable.filter(shown | Q(media_uses__in=MediaUse.objects.filter(**{name: file.pk}))).exists()
