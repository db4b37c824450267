"""Many resources made public at once, with their own dates: what an import or a seed does instead of `publish`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex, Site

from unified_platform.events import emit

from ..enums import PlacementRole, PlacementState, State
from ..kinds import schema_of
from ..media import usage
from ..media.references import in_text
from ..models import Attachment, Placement, Resource
from .document_numbers import normalise
from .numbering import format_index_no, reserve_serials, year_of
from .publishing import content_hash
from .validity import by_date, today

# What a version that arrives from outside may change of a resource; its life stays what it is.
_CONTENT = (
    "title", "kind", "doc_no", "description", "source", "author", "extra", "body", "image", "published_at",
    "first_published_at", "updated_at", "version", "content_hash",
)  # fmt: skip


@dataclass(slots=True)
class Arrival:
    """An unsaved resource with `published_at`, the columns of its owner site it stands in (origin first), its files."""

    resource: Resource
    columns: Sequence[Page]
    attachments: list[Attachment] = field(default_factory=list)


@transaction.atomic
def publish_in_bulk(arrivals: Sequence[Arrival], *, site: Site) -> list[Resource]:
    """批量入库并发布: insert resources that are public from the start, with their placements, and announce them once.

    No review stands behind them: whoever calls answers for that (an import of what was public before). The number of
    queries does not depend on the number of arrivals, but for those that show pictures or files.
    """
    now = timezone.now()
    for arrival in arrivals:
        _stamp(arrival.resource, site, now)
    _number([arrival.resource for arrival in arrivals])
    resources = Resource.objects.bulk_create([arrival.resource for arrival in arrivals])
    Placement.objects.bulk_create(placement for arrival in arrivals for placement in _placements(arrival, site))
    _attach(arrivals)
    usage.note([resource for resource in resources if _shows_media(resource)], new=True)
    _announce(arrivals, site)
    return resources


@transaction.atomic
def revise_in_bulk(arrivals: Sequence[Arrival], *, site: Site) -> None:
    """批量更新: the same resources with newer content from where they came; placements stay as they are."""
    now = timezone.now()
    resources = [arrival.resource for arrival in arrivals]
    for resource in resources:
        resource.updated_at, resource.version = now, resource.version + 1
        resource.doc_no = normalise(resource.doc_no)
        resource.content_hash = content_hash(resource)
    Resource.objects.bulk_update(resources, _CONTENT, batch_size=200)
    Attachment.objects.filter(resource__in=resources).delete()
    _attach(arrivals)
    usage.note(resources)
    _announce(arrivals, site)


def _stamp(resource: Resource, site: Site, now) -> None:
    resource.owner_site = site
    _settle(resource)
    resource.live, resource.state, resource.version = True, State.PUBLISHED, 1
    resource.published_at = resource.published_at or now
    resource.first_published_at = resource.last_published_at = resource.published_at
    resource.content_hash = content_hash(resource)


def _settle(resource: Resource) -> None:
    """What every door does: the number in its one form, the validity as of today."""
    resource.doc_no = normalise(resource.doc_no)
    resource.validity = by_date(resource.validity, resource.effect_date, resource.abolish_date, today())


def _number(resources: Iterable[Resource]) -> None:
    """Index numbers for the kinds that carry one (R-4.6.7): one reservation for each organ and year."""
    wanting = [r for r in resources if schema_of(r.kind).indexed and r.issuer_id and not r.index_no]
    keyed = sorted(wanting, key=_organ_and_year)
    for (_organ, year), group in groupby(keyed, key=_organ_and_year):
        members = list(group)
        issuer = members[0].issuer
        assert issuer is not None  # noqa: S101 - filtered above
        first = reserve_serials(issuer, year, len(members))
        for serial, resource in enumerate(members, start=first):
            resource.index_no = format_index_no(issuer.code, year, serial)


def _organ_and_year(resource: Resource) -> tuple[int, int]:
    assert resource.issuer_id is not None  # noqa: S101 - _number asked
    assert resource.published_at is not None  # noqa: S101 - _stamp saw to it
    return resource.issuer_id, year_of(resource.published_at)


def _placements(arrival: Arrival, site: Site) -> Iterable[Placement]:
    resource = arrival.resource
    assert resource.published_at is not None  # noqa: S101 - _stamp saw to it
    for number, column in enumerate(arrival.columns):
        yield Placement(
            resource=resource,
            column=column,
            site=site,
            role=PlacementRole.SAME_SITE if number else PlacementRole.ORIGIN,
            state=PlacementState.LIVE,
            visible=True,
            date=resource.published_at,
            address_date=timezone.localdate(resource.published_at),
        )


def _attach(arrivals: Sequence[Arrival]) -> None:
    rows = []
    for arrival in arrivals:
        for order, attachment in enumerate(arrival.attachments):
            attachment.resource, attachment.sort_order = arrival.resource, order
            rows.append(attachment)
    Attachment.objects.bulk_create(rows)


def _announce(arrivals: Sequence[Arrival], site: Site) -> None:
    """One event for all of them; Wagtail learns which pictures and files are in use."""
    if not arrivals:
        return
    for arrival in arrivals:
        if arrival.attachments or _shows_media(arrival.resource):
            ReferenceIndex.create_or_update_for_object(arrival.resource)
    ids = [arrival.resource.pk for arrival in arrivals]
    emit("resource.imported", site_id=site.pk, payload={"resources": ids})


def _shows_media(resource: Resource) -> bool:
    return bool(resource.image_id) or bool(in_text(usage.raw_text(resource)))
