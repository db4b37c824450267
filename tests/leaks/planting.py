"""Two sites, and on the second one something secret of every kind, each with a word of its own that tells it apart.

What is public of a site (its name, its columns, what it has published) is no secret; everything below is.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Collection, Page, Revision, Site, TaskState, WorkflowState

from resource_library.domain import chains, deputies, drafting, placing, publishing, reform, review
from resource_library.domain.media import collection_of
from resource_library.domain.reform_plan import Part, Plan
from resource_library.domain.validity import today
from resource_library.enums import WithdrawReason
from resource_library.models import (
    Attachment,
    Deputy,
    DuplicatePair,
    Figure,
    LibraryDocument,
    LibraryImage,
    Organ,
    Placement,
    Reform,
    Resource,
    ReviewRule,
    Term,
)
from sites.models import ColumnPage, SiteProfile
from tests.factories import offices
from tests.factories.accounts import person
from tests.factories.offices import Office
from unified_platform.accounts.enums import Role
from unified_platform.accounts.models import User
from unified_platform.jobs import domain as jobs
from unified_platform.jobs.models import Job

# Letters only, so that no encoding, escaping or cutting of words hides it.
WORD = "Zgxw"


@dataclass
class Planted:
    """`ours` is the site whose people look around, `theirs` the one with the secrets; `ids` their numbers by kind."""

    ours: Office
    theirs: Office
    secrets: set[str] = field(default_factory=set)
    ids: dict[str, list[int]] = field(default_factory=dict)
    # (kind, number) → the number of the resource or page it belongs to
    owners: dict[tuple[str, int], int] = field(default_factory=dict)

    def secret(self, what: str) -> str:
        """A new secret word."""
        word = f"{WORD}{what}qz"
        self.secrets.add(word)
        return word

    def people(self) -> dict[str, User]:
        return {name: getattr(self.ours, name) for name in ("writer", "editor", "reviewer", "publisher", "manager")}


def plant() -> Planted:
    city = Planted(ours=offices.office("ours"), theirs=offices.office("theirs"))
    _name_people(city)
    picture, file = _media(city)
    texts = _texts(city, picture, file)
    _pages(city)
    _sessions(city, texts)
    _reform(city)
    _job(city, texts)
    _review(city)
    _supervision(city, texts)
    city.ids = _ids(city)
    city.owners = _owners(city)
    return city


def _name_people(city: Planted) -> None:
    for name in ("writer", "editor", "reviewer", "publisher", "manager"):
        person = getattr(city.theirs, name)
        person.display_name = city.secret(f"person{name}")
        person.username = f"{WORD.lower()}-{name}"
        person.phone = "025-11110000"
        person.save()


def _media(city: Planted) -> tuple[LibraryImage, LibraryDocument]:
    collection = collection_of(city.theirs.site)
    collection.add_child(name=city.secret("collection"))
    word = city.secret("picture")
    picture = LibraryImage.objects.create(
        title=word, file=_png(f"{word}.png"), collection=collection, uploaded_by_user=city.theirs.editor
    )
    word = city.secret("file")
    content = ContentFile(city.secret("filecontent").encode(), f"{word}.txt")
    file = LibraryDocument.objects.create(
        title=word, file=content, collection=collection, uploaded_by_user=city.theirs.editor
    )
    return picture, file


def _png(name: str) -> ContentFile:
    from io import BytesIO

    from PIL import Image

    buffer = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(buffer, "PNG")
    return ContentFile(buffer.getvalue(), name)


def _texts(city: Planted, picture: LibraryImage, file: LibraryDocument) -> dict[str, Resource]:
    """A resource in every state, and behind what is public a draft that is not."""
    theirs = city.theirs
    body = [{"type": "paragraph", "value": f"<p>{city.secret('body')}</p>"}]
    texts = {
        "draft": offices.draft(theirs, title=city.secret("draft"), body=body, description=city.secret("abstract")),
        "submitted": offices.draft(theirs, title=city.secret("submitted")),
        "returned": offices.draft(theirs, title=city.secret("returned")),
        "scheduled": offices.draft(theirs, title=city.secret("scheduled")),
        "public": offices.public(theirs, title="乙站已公开的文件"),
        "withdrawn": offices.public(theirs, title="乙站曾公开的文件"),
    }
    draft = texts["draft"].get_latest_revision_as_object()
    draft.image = picture
    draft.attachments.add(Attachment(document=file, title=city.secret("attachment")))
    drafting.save(draft, by=theirs.editor)
    review.submit(texts["submitted"], theirs.editor)
    review.submit(texts["returned"], theirs.editor)
    review.send_back(texts["returned"], theirs.reviewer, city.secret("remark"))
    offices.revise(texts["scheduled"], theirs.editor, go_live_at=timezone.now() + timedelta(days=3))
    offices.sign_off(texts["scheduled"], theirs)
    _between_the_sites(city, texts)
    offices.revise(texts["public"], theirs.editor, title=city.secret("newerdraft"))
    return texts


def _between_the_sites(city: Planted, texts: dict[str, Resource]) -> None:
    """Reposts both ways: what the other site took over, and what it took back afterwards."""
    ours, theirs = city.ours, city.theirs
    for name in ("public", "withdrawn"):
        placement = placing.repost(texts[name], ours.column, by=ours.editor)
        placing.approve_repost(placement, by=ours.reviewer)
    publishing.withdraw(
        texts["withdrawn"], by=theirs.publisher, reason=WithdrawReason.CORRECTED, note=city.secret("withdrawnote")
    )
    offices.revise(texts["withdrawn"], theirs.editor, title=city.secret("afterwithdrawal"))
    own = offices.public(ours, title="甲站的文件")
    placing.repost(own, theirs.column, by=theirs.editor, title=city.secret("proposal"), summary=city.secret("summary"))


def _pages(city: Planted) -> None:
    """A column nobody outside knows, and a change to a public one that is not public."""
    home = city.theirs.site.root_page.specific
    hidden = ColumnPage(title=city.secret("column"), slug="hidden", description="无", keywords="无", live=False)
    home.add_child(instance=hidden)
    hidden.save_revision(user=city.theirs.manager)
    column = city.theirs.column
    column.title = city.secret("columndraft")
    column.save_revision(user=city.theirs.manager, log_action=True)


def _sessions(city: Planted, texts: dict[str, Resource]) -> None:
    EditingSession.objects.create(
        user=city.theirs.editor, content_object=texts["draft"], last_seen_at=timezone.now(), is_editing=True
    )


def _reform(city: Planted) -> None:
    """A reform of their sponsor that the city has not heard of yet."""
    organ = city.theirs.site.profile.sponsor
    part = Part(name=city.secret("neworgan"), short_name="新局", code="NEWORGAN1", level=organ.level)
    today = timezone.localdate()
    centre = person(Role.INFORMATION_CENTRE)
    reform.propose("rename", [organ], Plan([part]), by=centre, basis=city.secret("reform"), effective_on=today)


def _supervision(city: Planted, texts: dict[str, Resource]) -> None:
    """Two of their texts that read alike, one of them not public; and what was counted of their site."""
    first, second = sorted(texts[name].pk for name in ("public", "draft"))
    DuplicatePair.objects.create(first_id=first, second_id=second, likeness="exact", score=1000)
    row = {"pk": second, "title": city.secret("figure"), "kind": "policy", "site": "乙站", "since": "2010-01-01"}
    for site in (None, city.theirs.site):
        data = {"kinds": {"policy": 1}, "rows": [row]}
        Figure.objects.create(measure="stale", site=site, data=data, counted_at=timezone.now())


def _job(city: Planted, texts: dict[str, Resource]) -> None:
    """Something their editor did to many, with its report."""
    selection = {"ids": [texts["draft"].pk]}
    arguments = {"selection": selection, "changes": {"source": city.secret("jobsource")}}
    job = jobs.start("library.describe", arguments, by=city.theirs.editor, title=city.secret("job"))
    jobs.step(job.pk)


def _review(city: Planted) -> None:
    """Their own chains, and who stands in for whom."""
    theirs = city.theirs
    column = Page.objects.get(pk=theirs.column.pk)
    chains.set_chain(theirs.site, column, "", 2, by=theirs.manager)
    deputies.name_deputy(theirs.reviewer, theirs.manager, theirs.site, today(), today() + timedelta(days=30))


def _ids(city: Planted) -> dict[str, list[int]]:
    site = city.theirs.site
    resources = list(Resource.objects.filter(owner_site=site).order_by("pk").values_list("pk", flat=True))
    texts = [str(pk) for pk in resources]
    pages = Page.objects.descendant_of(site.root_page, inclusive=True)
    collections = Collection.objects.descendant_of(collection_of(site), inclusive=True)
    states = WorkflowState.objects.filter(object_id__in=texts)
    found = {
        "resource": resources,
        "placement": Placement.objects.filter(site=site),
        "revision": Revision.objects.filter(object_id__in=[*texts, *map(str, pages.values_list("pk", flat=True))]),
        "page": pages,
        "image": LibraryImage.objects.filter(collection__in=collections),
        "document": LibraryDocument.objects.filter(collection__in=collections),
        "collection": collections,
        "person": User.objects.filter(groups__site_role__site=site),
        "group": Group.objects.filter(site_role__site=site),
        "site": [site.pk],
        "profile": SiteProfile.objects.filter(site=site),
        "workflow_state": states,
        "task_state": TaskState.objects.filter(workflow_state__in=states),
        "session": EditingSession.objects.all(),
        "term": Term.objects.filter(vocabulary__code="subject", code__in=["06", "0601"]),
        "organ": Organ.objects.filter(pk=city.theirs.site.profile.sponsor_id),
        "reform": Reform.objects.all(),
        "deputy": Deputy.objects.filter(site=site),
        "job": Job.objects.filter(created_by=city.theirs.editor),
        "pair": DuplicatePair.objects.all(),
    }
    return {
        kind: rows if isinstance(rows, list) else list(rows.order_by("pk").values_list("pk", flat=True))
        for kind, rows in found.items()
    }


def _owners(city: Planted) -> dict[tuple[str, int], int]:
    """Whose version, whose review: an address names both."""
    owners: dict[tuple[str, int], int] = {}
    for pk, owner in Revision.objects.filter(pk__in=city.ids["revision"]).values_list("pk", "object_id"):
        owners["revision", pk] = int(owner)
    for pk, owner in WorkflowState.objects.filter(pk__in=city.ids["workflow_state"]).values_list("pk", "object_id"):
        owners["workflow_state", pk] = int(owner)
    states = TaskState.objects.filter(pk__in=city.ids["task_state"])
    for pk, owner in states.values_list("pk", "workflow_state__object_id"):
        owners["task_state", pk] = int(owner)
    return owners


def belongings(city: Planted) -> dict[str, list[tuple]]:
    """Every row that belongs to the other site, with all its values: what nobody of ours may change or add to."""
    site, home = city.theirs.site, city.theirs.site.root_page
    texts = [str(pk) for pk in Resource.objects.filter(owner_site=site).values_list("pk", flat=True)]
    collections = Collection.objects.descendant_of(collection_of(site), inclusive=True)
    states = WorkflowState.objects.filter(object_id__in=texts)
    rows = (
        Resource.objects.filter(owner_site=site),
        Placement.objects.filter(site=site),
        Page.objects.descendant_of(home, inclusive=True),
        Revision.objects.filter(object_id__in=[*texts, str(city.theirs.column.pk)]),
        states,
        TaskState.objects.filter(workflow_state__in=states),
        collections,
        LibraryImage.objects.filter(collection__in=collections),
        LibraryDocument.objects.filter(collection__in=collections),
        User.objects.filter(pk__in=city.ids["person"]),
        User.groups.through.objects.filter(group__site_role__site=site),
        SiteProfile.objects.filter(site=site),
        Site.objects.filter(pk=site.pk),
        # What belongs to the whole city is no site's to change.
        Term.objects.all(),
        Organ.objects.all(),
        Reform.objects.all(),
        Job.objects.filter(pk__in=city.ids["job"]),
        DuplicatePair.objects.all(),
        ReviewRule.objects.all(),
        Deputy.objects.filter(site=site),
    )
    return {str(found.model._meta): sorted(found.values_list(), key=lambda row: row[0]) for found in rows}
