"""Who shows what (素材引用登记). Written in the transaction of the act, so that a file is public or private with it.

Only what stands inside texts and on pages is noted: thumbnails and attachments are foreign keys. A row holds what the
public would read (drafts live in revisions), so it changes when something is published or imported, and never when it
is withdrawn: whether a use is public is asked of placements and pages.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Field
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from ..models import LibraryDocument, LibraryImage, MediaUse, Resource
from .references import Found, in_text

_BATCH = 1000


def note(resources: Sequence[Resource], *, new: bool = False) -> None:
    """Note what the texts of these stored resources show. Two queries for those with media, and one more unless they
    are new; what is gone from the library is left out. Inside the transaction of the act."""
    found = {resource.pk: in_text(raw_text(resource)) for resource in resources}
    if not new:
        MediaUse.objects.filter(resource__in=list(found)).delete()
    _store("resource_id", found)


@transaction.atomic
def note_page(page: Page) -> None:
    """Note what a stored page shows: its pictures, and pictures and files in its texts and sections."""
    MediaUse.objects.filter(page=page.pk).delete()
    _store("page_id", {page.pk: _on_page(page)})


def can_show_media(model: type[Page]) -> bool:
    """Whether pages of this type have a field in which pictures or files may stand."""
    return any(_reader(field) for field in model._meta.concrete_fields)


def raw_text(resource: Resource) -> list[dict]:
    return list(resource.body.get_prep_value()) if resource.body else []


def _store(owner: str, found: dict[int, Found]) -> None:
    images = _existing(LibraryImage, {pk for each in found.values() for pk in each.images})
    documents = _existing(LibraryDocument, {pk for each in found.values() for pk in each.documents})
    rows = []
    for pk, each in found.items():
        rows += [MediaUse(**{owner: pk, "image_id": image}) for image in sorted(each.images & images)]
        rows += [MediaUse(**{owner: pk, "document_id": file}) for file in sorted(each.documents & documents)]
    MediaUse.objects.bulk_create(rows, batch_size=_BATCH)


def _existing(model: type[LibraryImage] | type[LibraryDocument], ids: set[int]) -> set[int]:
    return set(model.objects.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def _on_page(page: Page) -> Found:
    found = Found()
    for field in page._meta.concrete_fields:
        read = _reader(field)
        if read:
            part = read(page, field)
            found.images |= part.images
            found.documents |= part.documents
    return found


def _reader(field: Field) -> Any:
    if isinstance(field, StreamField):
        return _of_sections
    if isinstance(field, RichTextField):
        return _of_rich_text
    return _of_key if field.related_model in (LibraryImage, LibraryDocument) else None


def _of_sections(page: Page, field: Field) -> Found:
    value = getattr(page, field.name)
    return in_text(value.get_prep_value() if value else [])


def _of_rich_text(page: Page, field: Field) -> Found:
    return in_text([{"type": "paragraph", "value": getattr(page, field.name) or ""}])


def _of_key(page: Page, field: Field) -> Found:
    number = getattr(page, field.attname)
    ids = {number} if number else set()
    return Found(images=ids) if field.related_model is LibraryImage else Found(documents=ids)


# Checking


def wrong_uses(batch: int = _BATCH) -> Iterator[Resource | Page]:
    """Every public resource and every page of which something else is noted than it shows. Memory stays flat."""
    for some in _in_batches(Resource.objects.filter(live=True).only("pk", "body"), batch):
        yield from _wrong(some, "resource_id", {each.pk: in_text(raw_text(each)) for each in some})
    for model in Page.__subclasses__():
        for kind in (model, *_below(model)):
            if not kind._meta.abstract and can_show_media(kind):
                for some in _in_batches(kind.objects.all(), batch):
                    yield from _wrong(some, "page_id", {each.pk: _on_page(each) for each in some})


def _below(model: type[Page]) -> Iterator[type[Page]]:
    for each in model.__subclasses__():
        yield each
        yield from _below(each)


def _wrong(some: Sequence[Any], owner: str, shown: dict[int, Found]) -> Iterator[Any]:
    images = _existing(LibraryImage, {pk for each in shown.values() for pk in each.images})
    documents = _existing(LibraryDocument, {pk for each in shown.values() for pk in each.documents})
    noted: dict[int, Found] = {pk: Found() for pk in shown}
    rows = MediaUse.objects.filter(**{f"{owner}__in": list(shown)}).values_list(owner, "image_id", "document_id")
    doubled: set[int] = set()
    for pk, image, document in rows:
        known, number = (noted[pk].images, image) if image else (noted[pk].documents, document)
        if number in known:
            doubled.add(pk)
        known.add(number)
    for each in some:
        right = Found(shown[each.pk].images & images, shown[each.pk].documents & documents)
        if noted[each.pk] != right or each.pk in doubled:
            yield each


def _in_batches(rows: Any, size: int) -> Iterator[list[Any]]:
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        yield some
        last = some[-1].pk


@transaction.atomic
def repair(owner: Resource | Page) -> None:
    """Note anew what this one shows."""
    note([owner]) if isinstance(owner, Resource) else note_page(owner)
