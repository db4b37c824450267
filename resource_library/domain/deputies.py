"""Standing in for a reviewer who is away (代理): for one site, from day to day, never for more than she may herself."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from unified_platform.accounts.domain import has_role
from unified_platform.accounts.enums import INCOMPATIBLE, Role
from unified_platform.accounts.models import SiteRole

from .. import permissions
from ..models import Deputy
from ..models.workflow import RIGHTS_OF_STEP
from .validity import today

LONGEST = timedelta(days=366)
# The rights of which at least one is needed to have something to hand over.
REVIEWING = tuple(dict.fromkeys(right for rights in RIGHTS_OF_STEP.values() for right in rights))


def in_force(day: date | None = None) -> QuerySet[Deputy]:
    """Those that hold on this day (today)."""
    day = day or today()
    rows = Deputy.objects.filter(starts_on__lte=day, ends_on__gte=day)
    return rows.filter(deputy__is_active=True, principal__is_active=True).select_related("principal", "deputy")


def principals_of(user, site: Site, rights: Iterable[str]) -> list:
    """For whom `user` may act on `site` today, where one of `rights` is needed; a person who lost her office since
    has nothing left to be stood in for, and nobody gets two offices together that one account cannot hold."""
    if not user.is_active:
        return []
    found = [row.principal for row in in_force().filter(deputy=user, site=site).order_by("pk")]
    holders = set(permissions.office_holders(site, rights).values_list("pk", flat=True)) if found else set()
    return [person for person in found if person.pk in holders and not clash(user, person, site)]


def clash(deputy, principal, site: Site) -> bool:
    """Whether they hold offices that must stay in two hands: who edits does not sign off, by no detour (R-1.13.6)."""
    here = Q(site=site) | Q(site=None)
    held = SiteRole.objects.filter(here, group__user__in=[deputy.pk, principal.pk]).values_list("group__user", "role")
    of = {person: {role for pk, role in held if pk == person} for person in (deputy.pk, principal.pk)}
    return any(
        pair <= {one, other} and one != other
        for one in of[deputy.pk]
        for other in of[principal.pk]
        for pair in INCOMPATIBLE
    )


def sites_with_steps(user) -> QuerySet[Site]:
    """Where `user` takes steps of the review by her own office, and so may name a deputy."""
    return Site.objects.filter(
        pk__in=[site.pk for site in permissions.policy().sites_user_has_any_permission_for(user, REVIEWING)]
    ).order_by("site_name", "pk")


def candidates(principal, site: Site) -> QuerySet:
    """Whom she may name: people who work for the same site."""
    working = get_user_model().objects.filter(is_active=True, groups__site_role__site=site)
    return working.exclude(pk=principal.pk).distinct().order_by("display_name", "username")


@transaction.atomic
def name_deputy(principal, deputy, site: Site, starts_on: date, ends_on: date) -> Deputy:
    """指定代理人: from one day to another, both included; the principal herself does it.

    Raises PermissionDenied without an office of her own to hand over, ValidationError for a person of another site, for
    one whose offices exclude hers, and for days that are past, wrong way round, too many, or taken already.
    """
    # One naming after the other: two at once would each see only what was before both.
    get_user_model().objects.select_for_update().get(pk=principal.pk)
    if not any(permissions.office_gives(principal, right, site) for right in REVIEWING):
        raise PermissionDenied(_("You take no step of the review on this site."))
    if not candidates(principal, site).filter(pk=deputy.pk).exists():
        raise ValidationError(_("A deputy works for the same site."))
    if clash(deputy, principal, site):
        raise ValidationError(
            _("%(deputy)s cannot stand in for you: who edits does not sign off.") % {"deputy": deputy}
        )
    _check_days(principal, site, starts_on, ends_on)
    row = Deputy.objects.create(principal=principal, deputy=deputy, site=site, starts_on=starts_on, ends_on=ends_on)
    log(instance=row, action="review.deputy", user=principal, data=_told(row))
    return row


def _check_days(principal, site: Site, starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on or ends_on < today():
        raise ValidationError(_("The last day is not before the first one, and not in the past."))
    if ends_on - starts_on > LONGEST:
        raise ValidationError(_("Nobody stands in for longer than a year."))
    taken = Deputy.objects.filter(principal=principal, site=site, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if taken.exists():
        raise ValidationError(_("Somebody stands in for you on some of these days already."))


@transaction.atomic
def end_deputy(row: Deputy, *, by) -> None:
    """终止代理: at once. By the principal, by the deputy, or by the manager of the site."""
    current = Deputy.objects.select_for_update().get(pk=row.pk)
    if by.pk not in (current.principal_id, current.deputy_id) and not looks_after(by, current.site):
        raise PermissionDenied
    log(instance=current, action="review.deputy_end", user=by, data=_told(current))
    yesterday = today() - timedelta(days=1)
    if current.starts_on > yesterday:
        # Never held: nothing was done under it that its row would have to explain.
        current.delete()
    else:
        Deputy.objects.filter(pk=current.pk).update(ends_on=min(current.ends_on, yesterday))


def looks_after(user, site: Site) -> bool:
    """The site manager and the information centre see who stands in for whom."""
    return has_role(user, Role.INFORMATION_CENTRE) or has_role(user, Role.SITE_MANAGER, site_id=site.pk)


def named_by(user, most: int = 50) -> QuerySet[Deputy]:
    """Her deputies, the latest days first."""
    return Deputy.objects.filter(principal=user).select_related("deputy", "site").order_by("-ends_on", "-pk")[:most]


def standing_in_for(user) -> QuerySet[Deputy]:
    """For whom she stands in, today or later."""
    return (
        Deputy.objects.filter(deputy=user, ends_on__gte=today())
        .select_related("principal", "site")
        .order_by("starts_on", "pk")
    )


def _told(row: Deputy) -> dict:
    return {
        "site": row.site_id,
        "principal": str(row.principal),
        "deputy": str(row.deputy),
        "from": row.starts_on.isoformat(),
        "until": row.ends_on.isoformat(),
        "at": timezone.now().isoformat(timespec="seconds"),
    }
