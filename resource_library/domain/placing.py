"""Putting a resource into columns: at home, or as a repost on another site."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Site

from unified_platform.events import emit

from .. import permissions
from ..enums import PlacementRole, PlacementState
from ..models import Placement, Resource


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
    """归栏: the column in which the owner shows the resource. The first is its origin, further ones show it too."""
    site = site_of_column(column)
    if site.pk != resource.owner_site_id:
        raise ValidationError(_("“%(column)s” is a column of another site.") % {"column": column.title})
    has_origin = resource.placements.filter(role=PlacementRole.ORIGIN).exists()
    placement, created = Placement.objects.get_or_create(
        resource=resource,
        column=column,
        defaults={
            "site": site,
            "role": PlacementRole.SAME_SITE if has_origin else PlacementRole.ORIGIN,
            # The review of the resource decides; a place at home needs no second one.
            "state": PlacementState.APPROVED,
            "created_by": by,
        },
    )
    if created and resource.live:
        show_placements(resource)
        emit("placement.shown", subject=resource, site_id=site.pk)
    return placement


@transaction.atomic
def arrange_home(resource: Resource, columns: list[Page], *, by) -> None:
    """调整栏目: show the resource in exactly these columns of its own site; the first one is its origin.

    A column it was never shown in is simply dropped, one it was shown in is hidden: its address goes on answering for
    it. Raises ValidationError for another origin once the address is public, PermissionDenied for whoever may not
    change the resource, or may not change what the public sees.
    """
    wanted = [column.pk for column in columns]
    home = list(resource.placements.exclude(role=PlacementRole.REPOST).select_related("column", "site", "resource"))
    if wanted == _shown_in(home):
        return
    if not permissions.can(by, "change", resource):
        raise PermissionDenied
    if resource.live and not permissions.can_on_site(by, "repost", resource.owner_site):
        raise PermissionDenied(_("The columns of what is public are changed by an editor."))
    for column in columns:
        place_at_home(resource, column, by=by)
    for placement in home:
        _keep_or_drop(placement, placement.column_id in wanted, by)
    _move_origin(resource, wanted[0] if wanted else None)


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


def _move_origin(resource: Resource, column_id: int | None) -> None:
    origin = resource.placements.filter(role=PlacementRole.ORIGIN).first()
    if column_id is None or (origin and origin.column_id == column_id):
        return
    if origin and origin.address_date:
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
    if not resource.live:
        raise PermissionDenied(_("Only what is public can be reposted."))
    if site.pk == resource.owner_site_id:
        return place_at_home(resource, column, by=by)
    placement, created = Placement.objects.get_or_create(
        resource=resource,
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
        log(instance=resource, action="resource.repost", user=by, data={"column": column.pk, "site": site.pk})
        emit("placement.proposed", subject=resource, site_id=site.pk, payload={"placement": placement.pk})
    return placement


@transaction.atomic
def approve_repost(placement: Placement, *, by) -> None:
    """转载审核: let the repost go live. Not for whoever proposed it (R-1.7.15, R-1.7.16)."""
    current = Placement.objects.select_for_update().select_related("resource").get(pk=placement.pk)
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


def may_approve(user, placement: Placement) -> bool:
    if placement.created_by_id == user.pk:
        return False
    return any(permissions.can_on_site(user, act, placement.site) for act in ("review", "publish"))


@transaction.atomic
def hide(placement: Placement, *, by) -> None:
    """隐藏: the receiving site takes a placement down at once, whatever its state. The resource is not touched."""
    if not may_arrange(by, placement):
        raise PermissionDenied
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.HIDDEN, visible=False)
    log(instance=placement.resource, action="resource.hide", user=by, data={"site": placement.site_id})
    emit("placement.hidden", subject=placement.resource, site_id=placement.site_id)
    placement.refresh_from_db()


@transaction.atomic
def unhide(placement: Placement, *, by) -> None:
    """恢复显示: undo `hide`."""
    if not may_arrange(by, placement) or placement.state != PlacementState.HIDDEN:
        raise PermissionDenied
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.APPROVED)
    log(instance=placement.resource, action="resource.unhide", user=by, data={"site": placement.site_id})
    if placement.resource.live:
        show_placements(placement.resource)
        emit("placement.shown", subject=placement.resource, site_id=placement.site_id)
    placement.refresh_from_db()


@transaction.atomic
def pin(placement: Placement, rank: int, *, by) -> None:
    """置顶: larger ranks stand higher, 0 takes the pin away."""
    if not may_arrange(by, placement):
        raise PermissionDenied
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
        address_date=Coalesce(F("address_date"), timezone.localdate(now)),
    )
