"""What people in the back end are told about one resource."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.db.models import Field, QuerySet
from wagtail.models import Page, Site, TaskState, WorkflowState

from .addresses import url_of
from .domain.classification import today
from .domain.organs import issuer_told
from .enums import LANGUAGES, PlacementRole
from .kinds import Field as KindField
from .kinds import schema_of
from .kinds.values import Names, words
from .models import Placement, Resource, Term
from .queries import with_addresses


@dataclass(frozen=True)
class Place:
    """One address at which the public reads a resource."""

    site: Site
    column: Page
    is_repost: bool
    url: str


def shown_where(resource: Resource, most: int = 500) -> list[Place]:
    """Where the public reads the resource now, its home first; one query."""
    shown = with_addresses(Placement.objects.filter(resource=resource.pk, visible=True)).order_by("site_id", "pk")[
        :most
    ]
    places = [Place(p.site, p.column, p.role == PlacementRole.REPOST, url_of(p)) for p in shown]
    return sorted(places, key=lambda place: place.is_repost)


def remarks_on(resource: Resource, most: int = 20) -> QuerySet[TaskState]:
    """What reviewers decided and said, the newest first."""
    return (
        TaskState.objects.filter(
            workflow_state__base_content_type=resource.get_base_content_type(),
            workflow_state__object_id=str(resource.pk),
            finished_at__isnull=False,
        )
        .exclude(status=TaskState.STATUS_CANCELLED)
        .select_related("task", "finished_by", "deputy_act__principal")
        .order_by("-finished_at", "-pk")[:most]
    )


def reason_of_return(resource: Resource) -> TaskState | None:
    """The decision that sent the text back to its author, until it is handed in again; two queries."""
    state = resource.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES or not state.current_task_state_id:
        return None
    return TaskState.objects.select_related("task", "finished_by").get(pk=state.current_task_state_id)


@dataclass(frozen=True)
class Line:
    """One element of the metadata as it is read."""

    label: str
    value: str


def metadata_lines(resource: Resource, names: Iterable[str]) -> list[Line]:
    """The elements that have a value, in words."""
    lines = []
    for name in names:
        value = _in_words(resource, name)
        if value not in (None, ""):
            lines.append(Line(str(_field(name).verbose_name), str(value)))
    return lines


def kind_lines(resource: Resource, *, for_staff: bool = False) -> list[Line]:
    """The fields only this kind has; those that are no reader's business only for the staff. At most one query."""
    schema = schema_of(resource.kind)
    fields = schema.fields if for_staff else schema.public_fields
    values = resource.extra if isinstance(resource.extra, dict) else {}
    names = class_names(fields, values)
    told = [(field.label, words(field, values.get(field.name), names)) for field in fields]
    return [Line(str(label), value) for label, value in told if value]


def class_names(fields: Iterable[KindField], values: dict) -> Names:
    """What the classes are called that these values name. No query where they name none."""
    coded = [field for field in fields if field.vocabulary and values.get(field.name)]
    wanted = {(field.vocabulary, str(values[field.name])) for field in coded}
    if not wanted:
        return {}
    rows = Term.objects.filter(vocabulary__code__in={v for v, _c in wanted}, code__in={c for _v, c in wanted})
    # A code that was kept through a merge means the class it went into.
    terms = rows.select_related("vocabulary", "successor")
    return {(term.vocabulary.code, term.code): today(term).name for term in terms}


def _field(name: str) -> Field:
    """An element of the metadata is a field of the resource's own, never one that points at it."""
    return cast(Field, Resource._meta.get_field(name))


def _in_words(resource: Resource, name: str):
    field = _field(name)
    if field.many_to_many:
        return "、".join(str(one) for one in getattr(resource, name).all())
    if name == "language":
        return dict(LANGUAGES).get(resource.language, resource.language)
    if field.choices:
        return getattr(resource, f"get_{name}_display")()
    value = getattr(resource, name)
    return issuer_told(resource) if name == "issuer" and value else value
