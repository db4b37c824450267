"""A website that is full of attacks: every payload of the real input through every door that people and machines use."""

import html
import json
import sys
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml.html import fromstring
from wagtail.test.utils.form_data import inline_formset, streamfield

from resource_library import sanitise
from resource_library.addresses import path_of
from resource_library.domain import api_keys, drafting
from resource_library.domain.bulk import Arrival, publish_in_bulk
from resource_library.domain.media import collection_of
from resource_library.enums import Kind, PlacementRole
from resource_library.kinds import schema_of
from resource_library.models import Attachment, LibraryDocument, LibraryImage, Placement, Resource, Term, Vocabulary
from resource_library.selections import Selection
from sites.enums import ColumnType, ListStyle
from tests.resource_library.admin.forms import fields, newest
from unified_platform.accounts.enums import Role
from unified_platform.jobs import domain as jobs

from . import media, offices
from . import sites as site_factories
from .accounts import person
from .library import OrganFactory, term
from .offices import Office

# How many payloads one resource carries that is written in the editor's form.
PER_FORM = 56
# A payload in every field that takes free text; the others are kept as their rules want them.
PLAIN_FIELDS = ("top_title", "sub_title", "description", "keywords", "duty_department", "signer", "source", "author")
EXTRA_FIELDS = (
    "item_name", "basis", "conditions", "materials", "place", "hours", "procedure", "agency", "time_limit", "fee",
    "fee_basis", "complaints", "route", "note",
)  # fmt: skip
COLUMNS = (
    ("titles", ColumnType.NEWS, ListStyle.TITLES, Kind.NEWS),
    ("cards", ColumnType.NEWS, ListStyle.CARDS, Kind.NEWS),
    ("docs", ColumnType.POLICY, ListStyle.DOCUMENTS, Kind.POLICY),
    ("leaders", ColumnType.LEADERS, ListStyle.LEADERS, Kind.LEADER),
    ("services", ColumnType.SERVICE, ListStyle.SERVICES, Kind.SERVICE_GUIDE),
)


@dataclass
class Town:
    """Where the attacks lie: host of the site, paths of its articles, numbers of its records, a key for the API."""

    host: str
    people: dict[str, str]
    articles: list[str] = field(default_factory=list)
    written: list[int] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    column_ids: list[int] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    terms: list[int] = field(default_factory=list)
    vocabulary: str = ""
    job: int = 0
    token: str = ""


def plant(payloads: list[str], slug: str = "hostile", password: str = "") -> Town:
    """Feed every payload to the form, the import, the registers and the media of a new website, and make it public."""
    # No database keeps this character; the form refuses it and the import drops it.
    payloads = [payload.replace("\0", "") for payload in payloads]
    at = offices.office(slug)
    centre = person(Role.INFORMATION_CENTRE)
    people = {"editor": at.editor, "publisher": at.publisher, "manager": at.manager, "centre": centre}
    for one in (*people.values(), centre):
        if password:
            one.set_password(password)
            one.save()
    town = Town(at.site.hostname, {name: one.username for name, one in people.items()})
    _media(town, at, payloads)
    _import(town, at, payloads)
    _write(town, at, payloads)
    _registers(town, at, centre, payloads)
    rows = Placement.objects.filter(site=at.site, visible=True).select_related("column", "site__root_page")
    town.articles = [path_of(row) for row in rows.order_by("pk")]
    return town


def batches(payloads: list[str]) -> list[list[str]]:
    return [payloads[start : start + PER_FORM] for start in range(0, len(payloads), PER_FORM)]


# Media: title, alternative text, source, and the name of the file


def _media(town: Town, at: Office, payloads: list[str]) -> None:
    picture = media.image(at.site, payloads[0][:200], name=f"{payloads[0]}.png")
    file = media.document(at.site, payloads[0][:200], name=f"{payloads[0]}.pdf")
    shared = {"collection": collection_of(at.site)}
    bytes_of = {name: getattr(picture, name) for name in ("file", "blob", "file_size", "file_hash", "width", "height")}
    images = LibraryImage.objects.bulk_create(
        LibraryImage(title=each[:255], description=each[:255], source=each[:120], **bytes_of, **shared)
        for each in payloads[1:]
    )
    bytes_of = {name: getattr(file, name) for name in ("file", "blob", "file_size", "file_hash")}
    documents = LibraryDocument.objects.bulk_create(
        LibraryDocument(title=each[:255], source=each[:120], **bytes_of, **shared) for each in payloads[1:]
    )
    town.images = [picture.pk, *(each.pk for each in images)]
    town.documents = [file.pk, *(each.pk for each in documents)]


# The import: titles, metadata and raw markup


def _import(town: Town, at: Office, payloads: list[str]) -> None:
    columns = [
        site_factories.column(at.site.profile, slug, payloads[number][:60], column_type=type_, list_style=style,
                              description=payloads[number][:200], keywords=payloads[number][:100])
        for number, (slug, type_, style, _kind) in enumerate(COLUMNS)
    ]  # fmt: skip
    town.columns = [f"/{slug}/" for slug, *_rest in COLUMNS]
    town.column_ids = [column.pk for column in columns]
    issuer, region = OrganFactory(name=payloads[20][:100], short_name=payloads[20][:30]), term("region", "320100")
    started = timezone.now() - timedelta(days=30)
    arrivals = []
    for number, payload in enumerate(payloads):
        kind = COLUMNS[number % len(COLUMNS)][3]
        resource = _imported(payload, kind, image=town.images[number], document=town.documents[number])
        resource.issuer, resource.region = issuer, region
        resource.published_at = started + timedelta(seconds=number)
        file = Attachment(document_id=town.documents[number], title=payload[:200])
        arrivals.append(Arrival(resource, [columns[number % len(COLUMNS)]], [file]))
    for start in range(0, len(arrivals), 100):
        publish_in_bulk(arrivals[start : start + 100], site=at.site)
    # The receiving end may write a title and a summary of its own.
    rows = list(Placement.objects.filter(site=at.site, role=PlacementRole.ORIGIN).order_by("pk"))
    for number, row in enumerate(rows):
        row.title, row.summary = payloads[-1 - number % len(payloads)][:300], payloads[number % len(payloads)][:500]
    Placement.objects.bulk_update(rows, ["title", "summary"], batch_size=100)


def _imported(payload: str, kind: str, *, image: int, document: int) -> Resource:
    quoted = html.escape(payload)
    markup = f'<p>{payload}</p><p><a href="{quoted}" title="{quoted}">{quoted}</a></p>'
    cells = f'<table><tr><td>{payload}</td><td><a href="{quoted}">{quoted}</a></td></tr></table>'
    words = {name: payload[: Resource._meta.get_field(name).max_length] for name in PLAIN_FIELDS}
    extra = {one.name: payload for one in schema_of(kind).form_fields if one.vocabulary == ""}
    return Resource(
        kind=kind,
        title=payload[:300],
        doc_no=payload[:64],
        origin_url=payload[:500],
        image_id=image,
        extra=extra,
        body=[
            {"type": "paragraph", "value": sanitise.rich_text(markup)},
            {"type": "table", "value": {"caption": payload, "html": sanitise.table(cells)}},
            {"type": "heading", "value": payload},
            {"type": "quote", "value": payload},
            media.picture_block(LibraryImage(pk=image), payload, caption=payload[:200]),
            {"type": "recording", "value": {"file": document, "caption": payload[:200], "transcript": payload}},
        ],
        **words,
    )


# The editor's form


def _write(town: Town, at: Office, payloads: list[str]) -> None:
    """Written, saved, signed off, and changed once more, so that there are two versions to compare."""
    editor = Client(HTTP_HOST="localhost")
    editor.force_login(at.editor)
    issuer = OrganFactory().pk
    add = reverse("resources:add_kind", args=[Kind.SERVICE_GUIDE, at.site.pk])
    for batch in batches(payloads):
        _post(editor, add, form(town, at, batch, issuer))
        resource = newest()
        offices.sign_off(resource, at)
        again = form(town, at, batch[::-1], issuer) | {"seen": drafting.seen_now(Resource.objects.get(pk=resource.pk))}
        _post(editor, reverse("resources:edit", args=[resource.pk]), again)
        town.written.append(resource.pk)


def _post(client: Client, address: str, data: dict[str, Any]) -> None:
    answer = client.post(address, data)
    said = fromstring(answer.content.decode()).cssselect(".messages, .error-message") if answer.content else []
    assert answer.status_code == 302, (answer.status_code, [" ".join(each.text_content().split()) for each in said])


def form(town: Town, at: Office, batch: list[str], issuer: int) -> dict[str, Any]:
    """One payload in each field, each payload in the text: as words, as a link, as a table, and as one more block."""
    given = iter([*batch, *batch])
    model = Resource._meta
    values = {name: next(given)[: model.get_field(name).max_length] or "x" for name in PLAIN_FIELDS}
    values |= {f"extra_{name}": " ".join(next(given).split())[:200] for name in EXTRA_FIELDS}
    files = [{"document": town.documents[0], "title": each[:200]} for each in batch[len(values) :]]
    return fields(
        at,
        title=batch[0][:300],
        issuer=issuer,
        body=streamfield([("paragraph", _text(batch)), ("paragraph", _links(batch)), *_blocks(town, batch)]),
        attachments=inline_formset(files),
        extra_phone="025-00000000",
        extra_online_url="https://www.example.org/",
        extra_audience="",
        **values,
    )


def _text(batch: list[str]) -> str:
    return json.dumps({"blocks": [_line(number, each) for number, each in enumerate(batch)], "entityMap": {}})


def _links(batch: list[str]) -> str:
    lines = [
        {**_line(number, "链接"), "entityRanges": [{"offset": 0, "length": 2, "key": number}]}
        for number in range(len(batch))
    ]
    links = {
        str(number): {"type": "LINK", "mutability": "MUTABLE", "data": {"url": each}}
        for number, each in enumerate(batch)
    }
    return json.dumps({"blocks": lines, "entityMap": links})


def _line(number: int, text: str) -> dict[str, Any]:
    return {
        "key": f"{number:05d}",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
    }


def _blocks(town: Town, batch: list[str]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for number, each in enumerate(batch):
        found.append(("table", {"caption": each[:200], "html": f"<table><tr><td>{each}</td></tr></table>"}))
        picture = {"image": {"image": town.images[0], "alt_text": each[:255]}, "caption": each[:200]}
        recording = {"file": town.documents[0], "caption": each[:200], "transcript": each}
        one_more = (("heading", each), ("quote", each), ("picture", picture), ("recording", recording))
        found.append(one_more[number % len(one_more)])
    return found


# Registers: terms, names of people and of the site, acts on many, keys


def _registers(town: Town, at: Office, centre: Any, payloads: list[str]) -> None:
    vocabulary = Vocabulary.objects.create(code=f"v{at.site.pk}", name=payloads[1][:60])
    terms = Term.objects.bulk_create(
        Term(vocabulary=vocabulary, code=f"h{number:04d}", name=each[:100]) for number, each in enumerate(payloads)
    )
    town.vocabulary, town.terms = vocabulary.code, [terms[0].pk, terms[-1].pk]
    at.writer.display_name = payloads[2][:60]
    at.writer.save()
    profile = at.site.profile
    profile.standard_name, profile.contact = payloads[6][:60], payloads[7][:60]
    profile.save()
    act = {"selection": Selection(ids=tuple(town.written)).stored(), "changes": {"source": payloads[9][:120]}}
    town.job = jobs.start("library.describe", act, by=at.publisher, title=payloads[8][:200]).pk
    later = timezone.now() + timedelta(days=1)
    town.token = api_keys.issue(payloads[10][:60], payloads[11][:60], expires_at=later, everywhere=True, by=centre)[1]


def main() -> None:
    """For `manage.py shell`: plant the file named by the first word of the input on the city's own database."""
    file, slug, password = sys.stdin.readline().split()
    town = plant(json.loads(Path(file).read_text(encoding="utf-8")), slug, password)
    sys.stdout.write(json.dumps(asdict(town)) + "\n")
