"""Keeps what is known of media in step with what Wagtail does, in the same transaction."""

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import published

from unified_platform.events import emit

from ..models import LibraryDocument, LibraryImage, Resource
from . import usage
from .store import release


@receiver(published, sender=Resource)
def on_published(instance: Resource, **kwargs) -> None:
    usage.note([instance])


@receiver(post_save)
def on_page_saved(sender: type, instance: object, raw: bool = False, update_fields=None, **kwargs) -> None:
    """The row of a page is what the public reads; a draft only touches the fields that say there is one."""
    if isinstance(instance, Page) and not raw and update_fields is None and usage.can_show_media(type(instance)):
        usage.note_page(instance)


@receiver(post_delete, sender=LibraryImage)
@receiver(post_delete, sender=LibraryDocument)
def on_deleted(instance: LibraryImage | LibraryDocument, **kwargs) -> None:
    with transaction.atomic():
        if instance.blob_id:
            release(instance.blob_id)
        emit("media.deleted", subject=instance)
