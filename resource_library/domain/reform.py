"""机构改革: proposed by one person, confirmed by another, carried out on its day by a job (R-1.4.1, docs/adr/010)."""

import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from unified_platform.accounts.domain import has_role
from unified_platform.accounts.enums import Role
from unified_platform.events import emit
from unified_platform.jobs import domain as jobs

from ..models import Organ, Reform, ReformKind, ReformState
from . import reform_plan
from .organs import refresh_today, today_in_the_city
from .reform_plan import Plan

logger = logging.getLogger(__name__)
JOB = "library.reform"


def may_propose(user) -> bool:
    """信息中心 proposes."""
    return user.is_active and (user.is_superuser or has_role(user, Role.INFORMATION_CENTRE))


def may_decide(user, reform: Reform) -> bool:
    """市政府办公厅 or a second person of 信息中心. Running the system is no office (R-1.13.6)."""
    return has_role(user, Role.AUTHORITY, Role.INFORMATION_CENTRE) and user.pk != reform.proposed_by_id


def may_see(user) -> bool:
    return may_propose(user) or has_role(user, Role.AUTHORITY)


@transaction.atomic
def propose(
    kind: str, organs: Sequence[Organ], plan: Plan, *, by, basis: str, effective_on: date, note: str = ""
) -> Reform:
    """提出: write a reform down for somebody else to confirm. Raises ValidationError for what cannot be."""
    if not may_propose(by):
        raise PermissionDenied
    reform_plan.check(kind, organs, plan)
    reform = Reform(
        kind=kind,
        title=_title(kind, organs, plan),
        plan=asdict(plan),
        basis=basis.strip(),
        effective_on=effective_on,
        note=note.strip(),
        proposed_by=by,
    )
    reform.full_clean(exclude=["job", "decided_by", "decided_at"])
    reform.save()
    reform.organs.set(organs)
    log(instance=reform, action="reform.propose", user=by, data={"plan": reform.plan})
    emit("reform.proposed", subject=reform)
    return reform


def _title(kind: str, organs: Sequence[Organ], plan: Plan) -> str:
    existing = Organ.objects.in_bulk([part.organ for part in plan.into if part.organ])
    names = [existing[part.organ].name if part.organ in existing else part.name for part in plan.into]
    words = {
        ReformKind.RENAME: _("%(organs)s is renamed %(into)s"),
        ReformKind.MERGE: _("%(organs)s are merged into %(into)s"),
        ReformKind.SPLIT: _("%(organs)s is split up into %(into)s"),
        ReformKind.ABOLISH: _("%(organs)s is abolished, %(into)s takes over"),
        ReformKind.CORRECT: _("%(organs)s is corrected to %(into)s"),
    }
    said = words[ReformKind(kind)] % {"organs": "、".join(organ.name for organ in organs), "into": "、".join(names)}
    return said[:200]


@transaction.atomic
def confirm(reform: Reform, *, by) -> Reform:
    """确认: by another person. It is carried out on its day, at once when that has come."""
    current = _for_decision(reform, by)
    if current.state != ReformState.PROPOSED:
        raise ValidationError(_("This reform does not wait for confirmation."))
    reform_plan.check(current.kind, list(current.organs.all()), Plan.of(current.plan), own=current)
    _decide(current, ReformState.CONFIRMED, by)
    log(instance=current, action="reform.confirm", user=by)
    emit("reform.confirmed", subject=current)
    if current.effective_on <= today_in_the_city():
        start(current)
        current.refresh_from_db()
    return current


@transaction.atomic
def send_back(reform: Reform, *, by, remarks: str) -> None:
    """退回: not like this, with the reason. Also what was confirmed, until its day has come; also by its proposer."""
    if reform.proposed_by_id != by.pk and not may_decide(by, reform):
        raise PermissionDenied
    current = Reform.objects.select_for_update().get(pk=reform.pk)
    if current.job_id or current.state not in (ReformState.PROPOSED, ReformState.CONFIRMED):
        raise ValidationError(_("This reform has been decided and carried out already."))
    if not remarks.strip():
        raise ValidationError(_("Say what has to be changed."))
    _decide(current, ReformState.RETURNED, by, remarks)
    log(instance=current, action="reform.send_back", user=by, data={"remarks": remarks})
    emit("reform.returned", subject=current)


def _for_decision(reform: Reform, by) -> Reform:
    current = Reform.objects.select_for_update().get(pk=reform.pk)
    if not may_decide(by, current):
        raise PermissionDenied(_("A reform is confirmed by another person than the one who proposed it."))
    return current


def _decide(current: Reform, state: ReformState, by, remarks: str = "") -> None:
    current.state, current.decided_by, current.decided_at = state, by, timezone.now()
    current.remarks = remarks.strip()[:1000]
    current.save(update_fields=["state", "decided_by", "decided_at", "remarks"])


@transaction.atomic
def start(reform: Reform) -> None:
    """Begin the job, in the name of whoever confirmed the reform."""
    current = Reform.objects.select_for_update().get(pk=reform.pk)
    if current.state != ReformState.CONFIRMED or current.job_id:
        return
    current.job = jobs.start(JOB, {"reform": current.pk}, by=current.decided_by, title=current.title)
    current.save(update_fields=["job"])


def start_due() -> int:
    """Begin every confirmed reform whose day has come; how many. One that cannot begin does not stop the others."""
    due = Reform.objects.filter(state=ReformState.CONFIRMED, job=None, effective_on__lte=today_in_the_city())
    return sum(_try_to_start(reform) for reform in due.order_by("effective_on", "pk"))


def _try_to_start(reform: Reform) -> bool:
    try:
        start(reform)
    except (PermissionDenied, ValidationError) as refusal:
        # Whoever confirmed it may have lost the office since; its page says so, and somebody confirms it anew.
        logger.warning("reform %d cannot begin: %s", reform.pk, refusal)
        _give_back(reform, refusal)
        return False
    return True


@transaction.atomic
def _give_back(reform: Reform, refusal: Exception) -> None:
    reasons = getattr(refusal, "messages", None) or [_("Whoever confirmed it no longer holds the office.")]
    Reform.objects.filter(pk=reform.pk).update(
        state=ReformState.PROPOSED, decided_by=None, decided_at=None, remarks=" ".join(reasons)[:1000]
    )


def preview(reform: Reform, *, by) -> jobs.Preview:
    """预演: what the job would do, as if the reform had been confirmed and its day had come."""
    with transaction.atomic():
        Reform.objects.filter(pk=reform.pk, state=ReformState.PROPOSED).update(state=ReformState.CONFIRMED)
        shown = jobs.preview(JOB, {"reform": reform.pk, "preview": True}, by=by)
        transaction.set_rollback(True)
    return shown


def finish(reform: Reform, *, undone: bool, by) -> None:
    """Part of the job, when it has come to its end."""
    refresh_today()
    reform.state = ReformState.UNDONE if undone else ReformState.DONE
    reform.save(update_fields=["state"])
    log(instance=reform, action="reform.undo" if undone else "reform.carry_out", user=by)
    announce(reform)


def announce(reform: Reform) -> None:
    """Whoever shows the name of one of these organs shows it differently now."""
    organs: list[Any] = [*reform.organs.values_list("pk", flat=True), *reform.plan.get("made", [])]
    emit("organ.reformed", subject=reform, payload={"organs": sorted(set(organs))})
