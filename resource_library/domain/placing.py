"""Putting a resource into columns: at home, or as a repost on another site."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Site

from unified_platform.events import emit

from .. import permissions
from ..columns import is_column
from ..enums import PlacementRole, PlacementState
from ..models import LibraryImage, Placement, Resource
from ..queries import for_change
from .borrowing import refuse_strange

# What a small integer holds on every database.
LARGEST_PIN = 32_767


def site_of_column(column: Page) -> Site:
    """The site in whose tree the column stands. Raises ValidationError for a page outside every site."""
    site = (
        Site.objects.annotate(root_path=F("root_page__path"))
        .filter(root_page__path__in=[column.path[: n * column.steplen] for n in range(1, column.depth + 1)])
        .order_by("-root_path")
        .first()
    )
    if site is None:
        raise ValidationError(_("“%(column)s” belongs to no site.") % {"column": column.title})
    return site


@transaction.atomic
def place_at_home(resource: Resource, column: Page, *, by=None) -> Placement:
    """归栏: the column in which the owner shows the resource. The first is its origin, further ones show it too.

    Part of other acts, which ask for the right. Doing it twice changes nothing.
    """
    current = for_change(resource)
    site = site_of_column(column)
    _require_column(column)
    if site.pk != current.owner_site_id:
        raise ValidationError(_("“%(column)s” is a column of another site.") % {"column": column.title})
    has_origin = current.placements.filter(role=PlacementRole.ORIGIN).exists()
    placement, created = Placement.objects.get_or_create(
        resource=current,
        column=column,
        defaults={
            "site": site,
            "role": PlacementRole.SAME_SITE if has_origin else PlacementRole.ORIGIN,
            # The review of the resource decides; a place at home needs no second one.
            "state": PlacementState.APPROVED,
            "created_by": by,
        },
    )
    if created and current.live:
        show_placements(current)
        emit("placement.shown", subject=current, site_id=site.pk)
        placement.refresh_from_db()
    return placement


def _require_column(page: Page) -> None:
    if not is_column(page):
        raise ValidationError(_("“%(page)s” is not a column.") % {"page": page.title})


@transaction.atomic
def arrange_home(resource: Resource, columns: list[Page], *, by, moving: bool = False) -> None:
    """调整栏目: show the resource in exactly these columns of its own site; the first one is its origin.

    A column it was never shown in is simply dropped, one it was shown in is hidden: its address goes on answering for
    it. Raises ValidationError for another origin once the address is public (unless `moving`, 移栏: then the old
    address leads to the new one), PermissionDenied for whoever may not change the resource, or may not change what the
    public sees.
    """
    wanted = [column.pk for column in columns]
    resource = for_change(resource)
    home = list(resource.placements.exclude(role=PlacementRole.REPOST).select_related("column", "site", "resource"))
    if wanted == _shown_in(home):
        return
    if not permissions.can(by, "change", resource):
        raise PermissionDenied
    if resource.live and not permissions.can_on_site(by, "repost", resource.owner_site):
        raise PermissionDenied(_("The columns of what is public are changed by an editor."))
    lock = resource.get_lock()
    if lock and lock.for_user(by):
        raise PermissionDenied(_("The text is locked while it is reviewed or waits for its hour."))
    for column in columns:
        place_at_home(resource, column, by=by)
    for placement in home:
        _keep_or_drop(placement, placement.column_id in wanted, by)
    _move_origin(resource, wanted[0] if wanted else None, moving)


def shown_at_home(resource: Resource) -> list[int]:
    """Ids of the columns of its own site that show the resource, or will; the origin first."""
    return _shown_in(list(resource.placements.exclude(role=PlacementRole.REPOST)))


def _shown_in(home: list[Placement]) -> list[int]:
    """Ids of the columns at home, the origin first."""
    shown = [p for p in home if p.state != PlacementState.HIDDEN]
    return [p.column_id for p in sorted(shown, key=lambda p: (p.role != PlacementRole.ORIGIN, p.pk))]


def _keep_or_drop(placement: Placement, wanted: bool, by) -> None:
    if wanted and placement.state == PlacementState.HIDDEN:
        unhide(placement, by=by)
    elif not wanted and placement.address_date is None:
        placement.delete()
    elif not wanted and placement.state != PlacementState.HIDDEN:
        hide(placement, by=by)


def _move_origin(resource: Resource, column_id: int | None, moving: bool) -> None:
    origin = resource.placements.filter(role=PlacementRole.ORIGIN).first()
    if column_id is None or (origin and origin.column_id == column_id):
        return
    if origin and origin.address_date and not moving:
        raise ValidationError(_("The first column is part of the public address and stays as it is."))
    if origin:
        resource.placements.filter(pk=origin.pk).update(role=PlacementRole.SAME_SITE)
    resource.placements.filter(column=column_id).update(role=PlacementRole.ORIGIN)


@transaction.atomic
def repost(resource: Resource, column: Page, *, by, title: str = "", summary: str = "", image=None) -> Placement:
    """转载: propose another site's public resource for a column of one's own site.

    It is shown once somebody else on the receiving site has approved it (R-1.7.15); placing the same resource into the
    same column again changes nothing. Raises PermissionDenied without the right on the receiving site.
    """
    site = site_of_column(column)
    if not permissions.can_on_site(by, "repost", site):
        raise PermissionDenied(_("You may not repost into this site."))
    current = for_change(resource)
    if not current.live:
        raise PermissionDenied(_("Only what is public can be reposted."))
    if site.pk == current.owner_site_id:
        return place_at_home(current, column, by=by)
    _require_column(column)
    _check_own_words(title, summary, image, by)
    placement, created = Placement.objects.get_or_create(
        resource=current,
        column=column,
        defaults={
            "site": site,
            "role": PlacementRole.REPOST,
            "title": title,
            "summary": summary,
            "image": image,
            "created_by": by,
        },
    )
    if created:
        log(instance=current, action="resource.repost", user=by, data={"column": column.pk, "site": site.pk})
        emit("placement.proposed", subject=current, site_id=site.pk, payload={"placement": placement.pk})
    return placement


def _check_own_words(title: str, summary: str, image: LibraryImage | None, by) -> None:
    # A text column knows no limit of its own, and a database that knows one answers with an error of its own.
    for name, words in (("title", title), ("summary", summary)):
        MaxLengthValidator(getattr(Placement._meta.get_field(name), "max_length", 0))(words)
    if image:
        refuse_strange({(LibraryImage, image.pk)}, by=by)


def _as_it_is(placement: Placement) -> Placement:
    """The placement as it is now, its resource locked: what is shown depends on both."""
    resource = for_change(placement.resource)
    current = Placement.objects.select_related("site").get(pk=placement.pk)
    current.resource = resource
    return current


@transaction.atomic
def approve_repost(placement: Placement, *, by) -> None:
    """转载审核: let the repost go live. Not for whoever proposed it (R-1.7.15, R-1.7.16)."""
    current = _as_it_is(placement)
    if not may_approve(by, current):
        raise PermissionDenied(_("A repost is approved by another person with the right to review on this site."))
    if current.state != PlacementState.PROPOSED:
        raise PermissionDenied(_("This repost is not waiting for approval."))
    current.state = PlacementState.APPROVED
    current.approved_by, current.approved_at = by, timezone.now()
    current.date = current.approved_at
    current.save(update_fields=["state", "approved_by", "approved_at", "date"])
    if current.resource.live:
        show_placements(current.resource)
        emit("placement.shown", subject=current.resource, site_id=current.site_id)
    log(instance=current.resource, action="resource.repost_approve", user=by, data={"site": current.site_id})
    placement.refresh_from_db()


@transaction.atomic
def decline(placement: Placement, *, by) -> None:
    """不采用: throw a proposed repost away. For whoever may approve it, and for whoever proposed it."""
    current = _as_it_is(placement)
    if current.state != PlacementState.PROPOSED:
        raise PermissionDenied(_("This repost is not waiting for approval."))
    if current.created_by_id != by.pk and not may_approve(by, current):
        raise PermissionDenied
    log(instance=current.resource, action="resource.repost_decline", user=by, data={"site": current.site_id})
    current.delete()


def may_approve(user, placement: Placement) -> bool:
    """An office of the receiving site decides: nobody for herself, and nobody because she runs the system."""
    if placement.created_by_id == user.pk:
        return False
    return any(permissions.office_gives(user, act, placement.site) for act in ("review", "publish"))


@transaction.atomic
def hide(placement: Placement, *, by) -> None:
    """隐藏: the site that shows a placement takes it down at once, whatever its state. The resource is not touched."""
    current = _as_it_is(placement)
    if not may_arrange(by, current):
        raise PermissionDenied
    Placement.objects.filter(pk=current.pk).update(state=PlacementState.HIDDEN, visible=False)
    log(instance=current.resource, action="resource.hide", user=by, data={"site": current.site_id})
    emit("placement.hidden", subject=current.resource, site_id=current.site_id)
    placement.refresh_from_db()


@transaction.atomic
def unhide(placement: Placement, *, by) -> None:
    """恢复显示: undo `hide`; what had not been approved before is not shown by it (R-1.7.15)."""
    current = _as_it_is(placement)
    if not may_arrange(by, current) or current.state != PlacementState.HIDDEN:
        raise PermissionDenied
    Placement.objects.filter(pk=current.pk).update(state=_before_hiding(current))
    log(instance=current.resource, action="resource.unhide", user=by, data={"site": current.site_id})
    if current.resource.live:
        show_placements(current.resource)
        emit("placement.shown", subject=current.resource, site_id=current.site_id)
    placement.refresh_from_db()


def _before_hiding(placement: Placement) -> PlacementState:
    """What was hidden while it waited for approval goes on waiting."""
    waited = placement.role == PlacementRole.REPOST and placement.approved_at is None and placement.address_date is None
    return PlacementState.PROPOSED if waited else PlacementState.APPROVED


@transaction.atomic
def pin(placement: Placement, rank: int, *, by) -> None:
    """置顶: larger ranks stand higher, 0 takes the pin away."""
    if not may_arrange(by, placement):
        raise PermissionDenied
    # SQLite would take any number, PostgreSQL answers one that is too large with an error of its own.
    for within in (MinValueValidator(0), MaxValueValidator(LARGEST_PIN)):
        within(rank)
    Placement.objects.filter(pk=placement.pk).update(pin=rank)
    emit("placement.moved", subject=placement.resource, site_id=placement.site_id)
    placement.refresh_from_db()


def may_arrange(user, placement: Placement) -> bool:
    """Hiding and ordering belong to the editors, publishers and managers of the site that shows the placement."""
    return any(permissions.can_on_site(user, act, placement.site) for act in ("repost", "withdraw"))


def show_placements(resource: Resource) -> None:
    """Make every approved placement of a public resource visible. Two updates, however many placements there are."""
    now = timezone.now()
    approved = resource.placements.filter(state__in=[PlacementState.APPROVED, PlacementState.LIVE])
    home = approved.filter(address_date=None).exclude(role=PlacementRole.REPOST)
    home.update(date=resource.published_at or now)
    approved.update(
        state=PlacementState.LIVE,
        visible=True,
        address_date=Coalesce(F("address_date"), timezone.localdate(now, timezone.get_default_timezone())),
    )
