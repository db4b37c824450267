"""What an editor is told about a text without being stopped."""

from django.utils.translation import gettext as _

from .domain import document_numbers
from .enums import Validity
from .models import Resource

MOST = 3


def warnings_about(resource: Resource, *, by) -> list[str]:
    """In sentences; a constant number of queries."""
    found = [
        _("“%(title)s” of the same issuer carries the document number %(number)s too.")
        % {"title": other.title, "number": other.doc_no}
        for other in document_numbers.others_with(resource, by=by)[:MOST]
    ]
    if resource.doc_no and not document_numbers.parse(resource.doc_no):
        found.append(_("“%(number)s” does not look like a document number.") % {"number": resource.doc_no})
    return [*found, *_overtaken(resource)]


def _overtaken(resource: Resource) -> list[str]:
    """The draft states what it states; the public reads what has become of it."""
    if resource.pk is None or not resource.live:
        return []
    now = Resource.objects.filter(pk=resource.pk).values_list("validity", flat=True).get()
    if now == resource.validity or not now:
        return []
    label = Validity(now).label
    return [_("The public reads “%(validity)s”: by its dates, or because of another document.") % {"validity": label}]
