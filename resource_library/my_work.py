"""The library's part of “My work today”: texts that wait for a person, at the hour she comes in (今日工作)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site, WorkflowState

from unified_platform.accounts.domain import has_role, site_ids_with_role
from unified_platform.accounts.enums import Role
from unified_platform.accounts.work import COUNTED, SHOWN, Pile, Row, waited

from .desk import (
    Offices,
    maybe_waiting,
    offices_of,
    open_states,
    reposts_waiting_for,
    takeable,
    with_rows,
)
from .domain.validity import today
from .enums import PublicTimeLimit, State
from .models import Placement, Resource
from .models.resource import NOT_OVER

# What ends within so many days is on the desk of whoever looks after the site.
AHEAD = timedelta(days=30)
# A text that has been in review for so long has been forgotten by somebody.
LATE = timedelta(days=2)


@dataclass(frozen=True)
class Desk:
    """One person, and what every pile on her desk is made from."""

    user: object
    offices: Offices
    managed: set[int]  # ids of the sites she looks after
    everywhere: bool  # these are all there are: the information centre and the authority
    texts: dict[int, Resource]
    states: dict[str, WorkflowState]

    @property
    def pk(self) -> int:
        return self.user.pk  # type: ignore[attr-defined]

    def state_of(self, text: Resource) -> WorkflowState | None:
        return self.states.get(str(text.pk))

    def mine(self, state: State) -> list[Resource]:
        found = [t for t in self.texts.values() if t.editor_id == self.pk and t.state == state]
        return sorted(found, key=lambda text: (text.updated_at, text.pk), reverse=True)

    def looks_after(self, text: Resource) -> bool:
        return text.owner_site_id in self.managed


def piles(user) -> Iterator[Pile]:
    """Seven queries at most, whatever the city holds; two more for whoever stands in for others."""
    offices = offices_of(user)
    everywhere = has_role(user, Role.INFORMATION_CENTRE, Role.AUTHORITY)
    # All their numbers instead of no condition: then the database goes by site and state, not through everything.
    managed = _all_sites() if everywhere else site_ids_with_role(user, Role.SITE_MANAGER)
    texts = {text.pk: text for text in _texts(user, offices, managed)}
    asked = [t for t in texts.values() if t.state in (State.SUBMITTED, State.RETURNED)]
    desk = Desk(user, offices, managed, everywhere, texts, open_states(asked))
    for make in _PILES:
        yield from make(desk)


# Which texts: many short selections in one query


def _all_sites() -> set[int]:
    return set(Site.objects.values_list("pk", flat=True))


def _texts(user, offices: Offices, managed: set[int]) -> list[Resource]:
    """The texts of all piles. One query: each selection walks an index of its own and stops."""
    mine = Resource.objects.filter(editor=user, owner_site__in=offices.sites("add", "change"))
    selections = [
        mine.filter(state=state).order_by("-updated_at", "-pk")[:COUNTED]
        for state in (State.DRAFT, State.RETURNED, State.SUBMITTED)
    ]
    selections.append(maybe_waiting(offices))
    scheduled = Resource.objects.filter(state=State.SCHEDULED, owner_site__in=offices.sites("view"))
    selections.append(scheduled.order_by("go_live_at", "pk")[:COUNTED])
    if managed:
        kept = Resource.objects.filter(owner_site__in=managed)
        selections += _under_way(kept)
        selections += [texts.order_by(name, "pk")[:COUNTED] for name, texts in _ending(kept)]
    return list(with_rows(Resource.objects.filter(pk__in=_ids(selections))))


def _under_way(kept: QuerySet[Resource]) -> list[QuerySet[Resource]]:
    return [
        kept.filter(state=state).order_by("updated_at", "pk")[:COUNTED] for state in (State.SUBMITTED, State.RETURNED)
    ]


def _ending(kept: QuerySet[Resource]) -> list[tuple[str, QuerySet[Resource]]]:
    """(date field, texts whose public life ends by it soon): taken down, disclosed no longer, no longer in force."""
    now, day = timezone.now(), today()
    live = kept.filter(live=True)
    return [
        ("expire_at", live.filter(expire_at__isnull=False, expire_at__range=(now, now + AHEAD))),
        (
            "public_until",
            live.filter(public_time_limit=PublicTimeLimit.LIMITED, public_until__range=(day, day + AHEAD)),
        ),
        (
            "abolish_date",
            live.filter(abolish_date__isnull=False, abolish_date__range=(day, day + AHEAD), validity__in=NOT_OVER),
        ),
    ]


def _ids(selections: Sequence[QuerySet[Resource]]) -> RawSQL | list[int]:
    """The ids of many selections that each have an order and a limit, which SQLite does not take inside a UNION."""
    parts: list[str] = []
    parameters: list[object] = []
    for selection in selections:
        try:
            sql, values = selection.values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT * FROM ({sql}) AS part{len(parts)}")  # noqa: S608 - the ORM's SQL, its parameters apart
        parameters += values
    return RawSQL(" UNION ".join(parts), parameters) if parts else []  # noqa: S611 - see above


# The piles


def _waiting(desk: Desk) -> Iterator[Pile]:
    if not desk.offices.reviewing():
        return
    in_review = sorted(
        (t for t in desk.texts.values() if t.state == State.SUBMITTED), key=lambda text: (text.updated_at, text.pk)
    )
    texts = takeable(desk.user, desk.offices, in_review, desk.states)
    yield Pile(
        "waiting",
        gettext_lazy("Waiting for my decision"),
        [_in_review(desk, text) for text in texts[:SHOWN]],
        min(len(texts), COUNTED),
        more=_list(work="waiting"),
        nothing=_("Nothing waits for your decision. Your colleagues thank you."),
        tone="primary",
        order=10,
    )


def _in_review(desk: Desk, text: Resource) -> Row:
    """A text in review: which step it waits at, since when, whose it is."""
    state = desk.state_of(text)
    task = state.current_task_state if state else None
    since = task.started_at if task else text.updated_at
    step = task.task.name if task else ""
    late = since is not None and timezone.now() - since > LATE
    facts = (step, _kind_and_site(text), str(text.editor or ""))
    return _row(text, facts, mark=waited(since), tone="warning" if late else "")


def _reposts(desk: Desk) -> Iterator[Pile]:
    sites = desk.offices.sites("review", "publish") | desk.managed
    if not sites:
        return
    placements = list(reposts_waiting_for(desk.user, sites)[:COUNTED])
    yield Pile(
        "reposts",
        gettext_lazy("Reposts waiting for approval"),
        [_repost(placement) for placement in placements[:SHOWN]],
        len(placements),
        more=reverse("columns:list"),
        nothing=_("No repost waits."),
        tone="primary",
        # Who cannot decide about them looks at them later.
        order=20 if desk.offices.sites("review", "publish") else 65,
    )


def _repost(placement: Placement) -> Row:
    place = f"{placement.site.site_name} › {placement.column.title}"
    origin = _("from %(site)s") % {"site": placement.resource.owner_site.site_name}
    return Row(
        placement.title or placement.resource.title,
        reverse("columns:content", args=[placement.column_id]) + "?state=proposed",
        (place, origin, str(placement.created_by or "")),
        mark=waited(placement.created_at),
        tone="warning" if timezone.now() - placement.created_at > LATE else "",
    )


def _writing(desk: Desk) -> Iterator[Pile]:
    returned, drafts, submitted = (desk.mine(s) for s in (State.RETURNED, State.DRAFT, State.SUBMITTED))
    if not (desk.offices.sites("add", "change") or returned or drafts or submitted):
        return
    yield Pile(
        "returned",
        gettext_lazy("Returned to me"),
        [_returned(desk, text) for text in returned[:SHOWN]],
        len(returned),
        more=_list(state=State.RETURNED, editor="mine"),
        nothing=_("Nothing came back to you."),
        tone="warning",
        order=5,
    )
    yield Pile(
        "drafts",
        gettext_lazy("My drafts"),
        [_row(t, (_kind_and_site(t),), mark=_changed(t)) for t in drafts[:SHOWN]],
        len(drafts),
        more=_list(state=State.DRAFT, editor="mine"),
        nothing=_("No draft of yours is unfinished."),
        order=30,
    )
    yield Pile(
        "submitted",
        gettext_lazy("Mine, in review"),
        [_in_review(desk, text) for text in submitted[:SHOWN]],
        len(submitted),
        more=_list(state=State.SUBMITTED, editor="mine"),
        nothing=_("Nothing of yours is in review."),
        order=40,
    )


def _returned(desk: Desk, text: Resource) -> Row:
    """What came back: who returned it, when, and what she said."""
    state = desk.state_of(text)
    task = state.current_task_state if state else None
    by = _("returned by %(person)s") % {"person": task.finished_by} if task and task.finished_by else ""
    return _row(
        text,
        (by, _kind_and_site(text)),
        remark=task.comment if task else "",
        mark=waited(task.finished_at if task and task.finished_at else text.updated_at),
        tone="warning",
    )


def _scheduled(desk: Desk) -> Iterator[Pile]:
    texts = [t for t in desk.texts.values() if t.state == State.SCHEDULED]
    texts.sort(key=lambda text: (text.go_live_at or text.updated_at, text.pk))
    if not (texts or desk.offices.sites("add", "publish")):
        return
    yield Pile(
        "scheduled",
        gettext_lazy("Scheduled"),
        [_row(t, (_kind_and_site(t), str(t.editor or "")), mark=_moment(t.go_live_at)) for t in texts[:SHOWN]],
        len(texts),
        more=_list(state=State.SCHEDULED),
        nothing=_("Nothing waits for its hour."),
        order=50,
    )


def _hanging(desk: Desk) -> Iterator[Pile]:
    """What others have to do on the sites she looks after, the longest waiting first."""
    if not desk.managed:
        return
    texts = [t for t in desk.texts.values() if t.state in (State.SUBMITTED, State.RETURNED) and desk.looks_after(t)]
    texts.sort(key=lambda text: (text.updated_at, text.pk))
    yield Pile(
        "hanging",
        gettext_lazy("Under way on all sites") if desk.everywhere else gettext_lazy("Under way on my sites"),
        [_returned_or_in_review(desk, text) for text in texts[:SHOWN]],
        min(len(texts), COUNTED),
        more=_list(state=[State.SUBMITTED, State.RETURNED]),
        nothing=_("Everything that was handed in has been decided."),
        hint=_("The longest waiting first."),
        order=60,
    )


def _returned_or_in_review(desk: Desk, text: Resource) -> Row:
    if text.state == State.SUBMITTED:
        return _in_review(desk, text)
    return _row(text, (_("Returned"), _kind_and_site(text), str(text.editor or "")), mark=waited(text.updated_at))


def _expiring(desk: Desk) -> Iterator[Pile]:
    if not desk.managed:
        return
    soon = sorted(
        (day, text.pk, word)
        for text in desk.texts.values()
        if text.live and desk.looks_after(text)
        for day, word in _ends(text)
    )
    yield Pile(
        "expiring",
        gettext_lazy("Ending soon"),
        [_ends_on(desk.texts[pk], day, word) for day, pk, word in soon[:SHOWN]],
        min(len(soon), COUNTED),
        nothing=_("No text ends in the next 30 days."),
        hint=_("Taken down or no longer in force within 30 days."),
        order=80,
    )


def _ends_on(text: Resource, day: date, word: str) -> Row:
    return _row(text, (word, _kind_and_site(text)), mark=f"{day:%Y-%m-%d}")


def _ends(text: Resource) -> Iterator[tuple[date, str]]:
    first, last = today(), today() + AHEAD
    zone = timezone.get_default_timezone()
    dates = (
        (timezone.localdate(text.expire_at, zone) if text.expire_at else None, _("taken down")),
        (text.public_until if text.public_time_limit == PublicTimeLimit.LIMITED else None, _("disclosure ends")),
        (text.abolish_date if text.validity in NOT_OVER else None, _("no longer in force")),
    )
    yield from ((day, word) for day, word in dates if day and first <= day <= last)


_PILES: tuple[Callable[[Desk], Iterable[Pile]], ...] = (
    _waiting, _reposts, _writing, _scheduled, _hanging, _expiring,
)  # fmt: skip


# Words


def _row(text: Resource, facts: Iterable[str], **said) -> Row:
    return Row(text.title, reverse("resources:read", args=[text.pk]), [fact for fact in facts if fact], **said)


def _kind_and_site(text: Resource) -> str:
    return f"{text.get_kind_display()} · {text.owner_site.site_name}"


def _changed(text: Resource) -> str:
    return f"{timezone.localtime(text.updated_at):%m-%d %H:%M}"


def _moment(moment) -> str:
    return f"{timezone.localtime(moment):%m-%d %H:%M}" if moment else ""


def _list(**filters) -> str:
    """The address of the list of resources, filtered as the pile is."""
    return reverse("resources:list") + "?" + urlencode(filters, doseq=True)
