"""Work that is waiting (待办): on every site texts in each state of the review, done by the site's own people.

Everything here goes through the library's own acts, so rights, history and inboxes are what they would be.
"""

from datetime import timedelta

from django.db import transaction

from resource_library.domain import drafting, placing, review
from resource_library.enums import Kind
from resource_library.models import Organ, Resource, Term
from unified_platform.accounts.enums import Role

from .compose import news, notices
from .desk import Desk
from .drafts import Draft

_RETURNED = "请补充数据来源，并核对时间、地点等要素后重新提交。"
_SEEN = "内容属实，同意。"
_REPOSTS = 2
# Some sites have something that is signed off and waits for its hour.
_PLANNERS = ("nanjing", "xuanwu", "qinhuai", "edu")


@transaction.atomic
def leave_work(desk: Desk, organs: dict[str, Organ], terms: dict[tuple[str, str], int], elsewhere: list[Draft]) -> None:
    """A draft, one waiting for review, one waiting for sign-off, one returned; on some sites one that is scheduled.

    `elsewhere`: public texts of other sites, of which the editor has proposed some for reposting.
    """
    people = desk.place.people
    writer, editor = people[Role.WRITER], people[Role.EDITOR]
    _begin(desk, organs, terms, by=writer, kind=Kind.NEWS)
    review.submit(_begin(desk, organs, terms, by=writer, kind=Kind.NEWS), writer)
    waiting = _begin(desk, organs, terms, by=editor, kind=Kind.NOTICE)
    review.submit(waiting, editor)
    review.approve(waiting, people[Role.REVIEWER], _SEEN)
    returned = _begin(desk, organs, terms, by=writer, kind=Kind.NOTICE)
    review.submit(returned, writer)
    review.send_back(returned, people[Role.REVIEWER], _RETURNED)
    if desk.place.member.slug in _PLANNERS:
        _schedule(desk, organs, terms)
    _propose(desk, elsewhere)


def _schedule(desk: Desk, organs: dict[str, Organ], terms: dict[tuple[str, str], int]) -> None:
    """One that is signed off and waits for its hour."""
    people = desk.place.people
    planned = _begin(desk, organs, terms, by=people[Role.EDITOR], kind=Kind.NOTICE, in_days=2)
    review.submit(planned, people[Role.EDITOR])
    review.approve(planned, people[Role.REVIEWER], _SEEN)
    review.approve(planned, people[Role.PUBLISHER])


def _begin(
    desk: Desk, organs: dict[str, Organ], terms: dict[tuple[str, str], int], *, by, kind: Kind, in_days: int = 0
) -> Resource:
    """A new text in the column for its kind, as a draft."""
    write = notices.notice if kind == Kind.NOTICE else news.news
    draft = write(desk.author, desk.now)
    path = desk.place.path_of("notices" if kind == Kind.NOTICE else "news")
    assert path is not None  # noqa: S101 - every site has news and notices
    resource = Resource(
        owner_site=desk.place.site,
        kind=kind,
        title=draft.title,
        description=draft.description,
        keywords=draft.keywords,
        issuer=organs[desk.place.member.slug],
        source=draft.source or desk.place.member.name,
        author=draft.author,
        region_id=desk.place.owner.region_id,
        subject_id=terms["subject", draft.subject],
        body=draft.body,
        go_live_at=desk.now + timedelta(days=in_days) if in_days else None,
    )
    return drafting.create(resource, by=by, columns=[desk.place.columns[path]])


def _propose(desk: Desk, elsewhere: list[Draft]) -> None:
    """Reposts the editor wants and nobody has approved yet."""
    path = desk.place.path_of("of_portal") or desk.place.path_of("of_districts")
    if path is None:
        return
    resources = Resource.objects.in_bulk([draft.id for draft in elsewhere[:_REPOSTS]])
    for resource in resources.values():
        placing.repost(resource, desk.place.columns[path], by=desk.place.people[Role.EDITOR])


def term_ids() -> dict[tuple[str, str], int]:
    return {
        (vocabulary, code): pk for vocabulary, code, pk in Term.objects.values_list("vocabulary__code", "code", "pk")
    }
