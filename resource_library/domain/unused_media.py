"""Pictures and files that nothing uses (闲置素材): neither what is public nor what somebody is still writing."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Collection, Page, Revision

from unified_platform.accounts.models import SiteRole
from unified_platform.rules.domain import value as rule

from ..enums import State
from ..media.references import in_text
from ..models import Attachment, LibraryDocument, LibraryImage, MediaUse, Placement, Resource

DAYS = "media-unused-days"


@dataclass(frozen=True)
class Unused:
    """`site` is whose collection it lies in; None for none's. `size` is in bytes."""

    pk: int
    is_picture: bool
    title: str
    size: int
    site: int | None


def unused(now: datetime | None = None) -> list[Unused]:
    """The largest first. What came, or what last used it went, within the days of the rule is not among them.

    Memory grows with what is found, not with the library: drafts are read one by one.
    """
    cutoff = (now or timezone.now()) - timedelta(days=rule(DAYS))
    images, documents = _in_drafts()
    sites = _sites_of_collections()
    found = []
    for is_picture, rows, kept in (
        (True, _images(cutoff), images),
        (False, _documents(cutoff), documents),
    ):
        for pk, title, size, path in rows.values_list("pk", "title", "file_size", "collection__path").iterator():
            if pk not in kept:
                found.append(Unused(pk, is_picture, title, size or 0, sites.get(path[: 2 * Collection.steplen])))
    return sorted(found, key=lambda each: (-each.size, each.pk))


def _counting(cutoff: datetime) -> Q:
    """Resources whose use counts: public, being written, or gone only lately."""
    return Q(live=True) | ~Q(state__in=[State.WITHDRAWN, State.ARCHIVED]) | Q(updated_at__gte=cutoff)


def _images(cutoff: datetime) -> QuerySet[Any]:
    resources = Resource.objects.filter(_counting(cutoff))
    return (
        LibraryImage.objects.filter(created_at__lt=cutoff)
        .exclude(Exists(resources.filter(image=OuterRef("pk"))))
        .exclude(Exists(Placement.objects.filter(image=OuterRef("pk"))))
        .exclude(Exists(_noted(resources).filter(image=OuterRef("pk"))))
        .order_by()
    )


def _documents(cutoff: datetime) -> QuerySet[Any]:
    resources = Resource.objects.filter(_counting(cutoff))
    return (
        LibraryDocument.objects.filter(created_at__lt=cutoff)
        .exclude(Exists(Attachment.objects.filter(document=OuterRef("pk"), resource__in=resources)))
        .exclude(Exists(_noted(resources).filter(document=OuterRef("pk"))))
        .order_by()
    )


def _noted(resources: QuerySet[Resource]) -> QuerySet[MediaUse]:
    return MediaUse.objects.filter(Q(page__isnull=False) | Q(resource__in=resources))


def _in_drafts() -> tuple[set[int], set[int]]:
    """What the newest versions show that are not what the public reads: of texts and of pages."""
    images: set[int] = set()
    documents: set[int] = set()
    for content in _open_versions().values_list("content", flat=True).iterator(chunk_size=100):
        for name, value in content.items():
            if isinstance(value, str) and name in ("body", "sections"):
                found = in_text(_blocks(value))
                images |= found.images
                documents |= found.documents
        if isinstance(content.get("image"), int):
            images.add(content["image"])
        documents |= {row["document"] for row in content.get("attachments", []) if isinstance(row.get("document"), int)}
    return images, documents


def _open_versions() -> QuerySet[Revision]:
    texts = Resource.objects.filter(Q(live=False, withdrawn_at=None) | Q(has_unpublished_changes=True))
    pages = Page.objects.filter(Q(live=False) | Q(has_unpublished_changes=True))
    newest = Q(pk__in=texts.values("latest_revision")) | Q(pk__in=pages.values("latest_revision"))
    return Revision.objects.filter(newest).order_by("pk")


def _blocks(stored: str) -> list[dict]:
    try:
        blocks = json.loads(stored)
    except ValueError:
        return []
    return [each for each in blocks if isinstance(each, dict)] if isinstance(blocks, list) else []


def _sites_of_collections() -> dict[str, int]:
    """The site whose offices hold rights on a collection, by the collection's path."""
    rows = SiteRole.objects.exclude(site=None).values_list("group__collection_permissions__collection__path", "site")
    return {path: site for path, site in rows if path}
