"""Deciding about texts that read alike (判定重复): a person does, and what she says is never asked again."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from unified_platform.accounts.domain import has_role, site_ids_with_role
from unified_platform.accounts.enums import Role

from ..models import DuplicatePair, Resource, Verdict


def decides_everywhere(user: Any) -> bool:
    """The information centre looks after the library as a whole (R-1.12.3). Running the system is no office."""
    return has_role(user, Role.INFORMATION_CENTRE)


def pairs_for(user: Any) -> QuerySet[DuplicatePair]:
    """What `user` may decide about: everything for the centre; for a site manager what is hers at both ends."""
    if decides_everywhere(user):
        return DuplicatePair.objects.all()
    mine = site_ids_with_role(user, Role.SITE_MANAGER)
    if not mine:
        return DuplicatePair.objects.none()
    return DuplicatePair.objects.filter(first__owner_site__in=mine, second__owner_site__in=mine)


def may_decide_anything(user: Any) -> bool:
    return decides_everywhere(user) or bool(site_ids_with_role(user, Role.SITE_MANAGER))


def may_merge(user: Any, *resources: Resource) -> bool:
    """只有信息中心可以跨站合并; a site manager merges what belongs to her site alone."""
    return decides_everywhere(user) or all(
        has_role(user, Role.SITE_MANAGER, site_id=each.owner_site_id) for each in resources
    )


@transaction.atomic
def not_the_same(pair: DuplicatePair, *, by: Any) -> None:
    """不是重复: remembered until somebody takes it back. Raises PermissionDenied, ValidationError for a merged pair."""
    current = _for_change(pair, by)
    if current.verdict == Verdict.MERGED:
        raise ValidationError(_("These two have been merged."))
    _decide(current, Verdict.DISTINCT, by)
    pair.refresh_from_db()


@transaction.atomic
def ask_again(pair: DuplicatePair, *, by: Any) -> None:
    """重新判定: take back `not_the_same`."""
    current = _for_change(pair, by)
    if current.verdict != Verdict.DISTINCT:
        raise ValidationError(_("Nobody has said that these two are not the same."))
    _decide(current, Verdict.OPEN, by)
    pair.refresh_from_db()


def _for_change(pair: DuplicatePair, by: Any) -> DuplicatePair:
    current = pairs_for(by).select_for_update(of=("self",)).filter(pk=pair.pk).first()
    if current is None:
        raise PermissionDenied
    return current


def _decide(pair: DuplicatePair, verdict: Verdict, by: Any) -> None:
    is_open = verdict == Verdict.OPEN
    DuplicatePair.objects.filter(pk=pair.pk).update(
        verdict=verdict, decided_by=None if is_open else by, decided_at=None if is_open else timezone.now()
    )
    for resource, other in ((pair.first, pair.second_id), (pair.second, pair.first_id)):
        log(instance=resource, action="resource.duplicate", user=by, data={"other": other, "verdict": verdict.value})


def note_merged(keep: int, merged: int, by: Any) -> None:
    """The pair says so, whether a machine had found it or somebody brought the two together herself."""
    first, second = sorted((keep, merged))
    said = {"verdict": Verdict.MERGED, "decided_by": by, "decided_at": timezone.now()}
    DuplicatePair.objects.filter(first=first, second=second).update(**said)


def note_unmerged(keep: int, merged: int) -> None:
    first, second = sorted((keep, merged))
    pairs = DuplicatePair.objects.filter(first=first, second=second, verdict=Verdict.MERGED)
    pairs.update(verdict=Verdict.OPEN, decided_by=None, decided_at=None)


def listed(user: Any, verdict: str, likeness: str = "", site: int | None = None) -> QuerySet[DuplicatePair]:
    """Pairs with what a row shows, the likest first; with a site those that have it at either end."""
    pairs = pairs_for(user).filter(verdict=verdict)
    if likeness:
        pairs = pairs.filter(likeness=likeness)
    if site is not None:
        pairs = pairs.filter(first__owner_site=site) | pairs.filter(second__owner_site=site)
    shown = ("title", "kind", "published_at", "owner_site", "doc_no")
    loaded = [f"{end}__{name}" for end in ("first", "second") for name in (*shown, "owner_site__site_name", "live")]
    pairs = pairs.select_related("first__owner_site", "second__owner_site").only(
        "likeness", "score", "verdict", "found_at", "decided_at", *loaded
    )
    return pairs.order_by(F("score").desc(), "-pk")
