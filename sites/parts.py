"""Everything that hangs on a resource (attachments, relations, what its text refers to), in one query.

Each kind of part is a small indexed selection; asked one by one they would make up most of an article's queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Substr
from wagtail.models import Page, Site

from resource_library.addresses import host_url
from resource_library.domain.organs import told, with_today
from resource_library.domain.relations import forward
from resource_library.models import Attachment, LibraryDocument, LibraryImage, Organ, Relation, Resource, Term

from .models import SiteDomain
from .presentation.body import References
from .presentation.files import File
from .presentation.pictures import ImageFacts

_COLUMNS = ("part", "position", "number", "text", "more", "first", "second")


@dataclass
class Parts:
    """`relations` are (type in the word of the active end, whether this is the other one, id of the other resource)."""

    attachments: list[File] = field(default_factory=list)
    joint_issuers: list[str] = field(default_factory=list)
    relations: list[tuple[str, bool, int]] = field(default_factory=list)
    files: dict[int, File] = field(default_factory=dict)
    images: dict[int, ImageFacts] = field(default_factory=dict)
    pages: dict[int, str] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    classes: dict[tuple[str, str], str] = field(default_factory=dict)


def parts_of(resource: Resource, references: References) -> Parts:
    """The parts of a stored resource, and what its text refers to. One query."""
    first, *others = [*_own(resource), *_referred(references)]
    return _gather(first.union(*others, all=True))


def parts_referred(references: References) -> Parts:
    """What a text refers to that belongs to no resource: the passages of a topic page. At most one query."""
    rows = list(_referred(references))
    return _gather(rows[0].union(*rows[1:], all=True)) if rows else Parts()


def parts_of_draft(resource: Resource, references: References) -> Parts:
    """The same for a draft: what the editor has on the screen, not what the database holds."""
    parts = parts_referred(references)
    parts.attachments = [
        File(each.document_id, each.document.file.name, each.document.file_size or 0, each.title)
        for each in resource.attachments.all()
    ]
    parts.joint_issuers = [told(organ) for organ in resource.joint_issuers.all()]
    parts.relations = [(*forward(each.type, False), each.target_id) for each in resource.relations.all()]
    if resource.pk:
        parts.relations += _gather(_backward(resource)).relations
    return parts


def _own(resource: Resource) -> Iterable[QuerySet]:
    attachments = Attachment.objects.filter(resource=resource)
    yield _rows(
        attachments,
        "attachment",
        position=F("sort_order"),
        number=F("document_id"),
        text=F("title"),
        more=F("document__file"),
        first=F("document__file_size"),
    )
    today = Coalesce(F("today__name"), Value(""))
    yield _rows(Organ.objects.filter(issued_jointly=resource), "issuer", number=F("pk"), text=F("name"), more=today)
    relations = Relation.objects.filter(resource=resource)
    yield _rows(relations, "relation", position=F("sort_order"), number=F("target_id"), text=F("type"))
    yield _backward(resource)


def _backward(resource: Resource) -> QuerySet:
    relations = Relation.objects.filter(target=resource)
    return _rows(relations, "back", position=F("sort_order"), number=F("resource_id"), text=F("type"))


def _referred(references: References) -> Iterable[QuerySet]:
    if references.documents:
        documents = LibraryDocument.objects.filter(pk__in=references.documents)
        yield _rows(documents, "file", number=F("pk"), text=F("title"), more=F("file"), first=F("file_size"))
    if references.images:
        images = LibraryImage.objects.filter(pk__in=references.images)
        yield _rows(images, "image", number=F("pk"), text=F("title"), first=F("width"), second=F("height"))
    if references.pages:
        home = Site.objects.filter(root_page__path=Substr(OuterRef("path"), 1, Page.steplen * 2))
        pages = Page.objects.filter(pk__in=references.pages, live=True)
        yield _rows(pages, "page", number=F("pk"), text=F("url_path"), more=Subquery(home.values("hostname")[:1]))
    if references.hosts:
        yield _rows(SiteDomain.objects.filter(host__in=references.hosts), "host", number=F("pk"), text=F("host"))
    if references.classes:
        codes = [code for _vocabulary, code in references.classes]
        terms = Term.objects.filter(code__in=codes)
        named = Concat(F("vocabulary__code"), Value(" "), F("code"), output_field=CharField())
        yield _rows(terms, "class", number=F("pk"), text=F("name"), more=named)


def _rows(queryset: QuerySet, part: str, **values: Combinable) -> QuerySet:
    """A selection in the common shape of all parts; what it does not say is empty."""
    shape = {"position": Value(0), "text": Value(""), "more": Value(""), "first": Value(0), "second": Value(0)}
    return queryset.order_by().annotate(part=Value(part), **(shape | values)).values_list(*_COLUMNS)


def _gather(rows: Iterable[tuple]) -> Parts:
    parts = Parts()
    for part, _position, number, text, more, first, second in sorted(rows, key=lambda row: (row[1] or 0, row[2])):
        match part:
            case "attachment":
                parts.attachments.append(File(number, more, first or 0, text))
            case "issuer":
                parts.joint_issuers.append(with_today(text, more))
            case "relation" | "back":
                parts.relations.append((*forward(text, part == "back"), number))
            case "file":
                parts.files[number] = File(number, more, first or 0, text)
            case "image":
                parts.images[number] = ImageFacts(number, text, first, second)
            case "page" if more:
                # The first step of the tree's path is the home page of the site.
                parts.pages[number] = host_url(more) + "/" + text.split("/", 2)[2]
            case "host":
                parts.hosts.add(text)
            case "class":
                vocabulary, _blank, code = more.partition(" ")
                parts.classes[vocabulary, code] = text
    return parts
