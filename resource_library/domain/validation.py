"""Is this resource complete enough to be published? (R-4.2, R-4.2.43)"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from unified_platform.search.text import plain_text

from ..enums import PlacementRole, PublicKind, PublicRange, PublicTimeLimit, Validity
from ..kinds import SCHEMAS, Schema, schema_of, values
from ..media.fitness import unfit_pictures
from ..models import Resource, Term, Vocabulary
from ..reading import class_names
from .organs import why_not_issuer


@dataclass(frozen=True)
class Problem:
    """`element` is the code of a metadata element, `message` says in plain words what is wrong with it."""

    element: str
    message: str


def problems(resource: Resource) -> list[Problem]:
    """Everything in this version that keeps it from being published; empty when nothing does."""
    if resource.kind not in SCHEMAS:
        return [Problem("kind", _("“%(value)s” is not a kind of resource.") % {"value": resource.kind})]
    return [problem for check in _CHECKS for problem in check(resource)]


def _missing(resource: Resource) -> Iterator[Problem]:
    schema = schema_of(resource.kind)
    for name in schema.all_mandatory:
        if _is_empty(getattr(resource, _field(name).attname)):
            yield _absent(name)
    yield from _fields_of_kind(resource, schema)
    if schema.needs_text and not _says_something(resource.body) and not resource.attachments.exists():
        yield Problem("body", _("There is neither text nor an attachment."))


def _fields_of_kind(resource: Resource, schema: Schema) -> Iterator[Problem]:
    """What the kind adds: there when it is demanded, and a value of its type."""
    given = resource.extra if isinstance(resource.extra, dict) else {}
    for field in schema.fields:
        value = given.get(field.name)
        if values.is_empty(value):
            if field.is_demanded(given):
                yield Problem(f"extra.{field.name}", _("%(field)s is missing.") % {"field": field.label})
            continue
        try:
            values.clean(field, value)
        except values.BadValue as why:
            yield Problem(f"extra.{field.name}", _("%(field)s: %(why)s") % {"field": field.label, "why": why})


def _is_empty(value: Any) -> bool:
    return value is None or not str(value).strip()


def _absent(name: str) -> Problem:
    return Problem(name, _("%(field)s is missing.") % {"field": _field(name).verbose_name})


def _field(name: str) -> Any:
    return Resource._meta.get_field(name)


def _says_something(body: Any) -> bool:
    """A picture or a recording is something; an empty paragraph is not."""
    raw = body.get_prep_value() if body else []
    return any(block["type"] in ("picture", "recording") or plain_text(block["value"]).strip() for block in raw)


def _conditional(resource: Resource) -> Iterator[Problem]:
    """Elements that another element makes mandatory."""
    if resource.validity == Validity.REPEALED and not resource.abolish_date and not _is_repealed_by_another(resource):
        yield Problem("abolish_date", _("A repealed document needs the date of its repeal."))
    if resource.validity == Validity.PENDING and not resource.effect_date:
        yield Problem("effect_date", _("A document that is not yet in force needs its first day."))
    if resource.public_time_limit == PublicTimeLimit.LIMITED and not resource.public_until:
        yield Problem("public_until", _("A limited disclosure needs its last day."))


def _is_repealed_by_another(resource: Resource) -> bool:
    """What another document has repealed (domain/validity.py) has no date of its own."""
    return bool(resource.pk) and Resource.objects.filter(pk=resource.pk, live=True, validity=Validity.REPEALED).exists()


def _contradictory(resource: Resource) -> Iterator[Problem]:
    """Dates that contradict each other."""
    if resource.effect_date and resource.abolish_date and resource.abolish_date < resource.effect_date:
        yield Problem("abolish_date", _("The repeal lies before the entry into force."))
    begins = _first_day(resource)
    if resource.created_date and resource.created_date > begins:
        yield Problem("created_date", _("The date of the document lies after its publication."))
    limited = resource.public_time_limit == PublicTimeLimit.LIMITED
    if limited and resource.public_until and resource.public_until < max(begins, _today()):
        yield Problem("public_until", _("The last day of the disclosure is past."))
    if resource.expire_at and resource.expire_at <= max(timezone.now(), resource.go_live_at or timezone.now()):
        yield Problem("expire_at", _("It would be taken down before anybody has seen it."))


def _issued_by_what_is_gone(resource: Resource) -> Iterator[Problem]:
    """What becomes public for the first time cannot be dated after the end of its issuer (docs/adr/010)."""
    if resource.issuer is None or resource.published_at is not None:
        return
    why_not = why_not_issuer(resource.issuer, resource.created_date or _first_day(resource))
    if why_not:
        yield Problem("issuer", why_not)


def _first_day(resource: Resource) -> date:
    """The day on which the public reads it first, in Asia/Shanghai."""
    moment = resource.published_at or max(timezone.now(), resource.go_live_at or timezone.now())
    return timezone.localdate(moment, timezone.get_default_timezone())


def _today() -> date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


def _not_for_the_public(resource: Resource) -> Iterator[Problem]:
    """What was classified as not to be disclosed does not get onto a website (R-4.2.24, R-4.2.25)."""
    if resource.public_kind == PublicKind.CLOSED:
        yield Problem("public_kind", _("It is marked as not to be disclosed."))
    if resource.public_range == PublicRange.INTERNAL:
        yield Problem("public_range", _("It is marked as internal."))


def _outside_their_lists(resource: Resource) -> Iterator[Problem]:
    """Codes that their closed list or their vocabulary does not know."""
    chosen = {f: getattr(resource, f.attname) for f in _LISTED if getattr(resource, f.attname) not in (None, "")}
    strange = [f for f, value in chosen.items() if value not in dict(f.flatchoices)]
    yield from _codes_of_kind(resource)
    terms = {f: getattr(resource, f.attname) for f in _TERM_FIELDS if getattr(resource, f.attname)}
    further = [term.pk for term in resource.terms.all()]
    known = dict(Term.objects.filter(pk__in=[*terms.values(), *further]).values_list("pk", "vocabulary__code"))
    strange += [f for f, pk in terms.items() if known.get(pk) != _vocabulary_of(f)]
    if {known.get(pk) for pk in further} - _FURTHER:
        strange.append(_field("terms"))
    for f in strange:
        yield Problem(f.name, _("%(field)s: a value outside its list.") % {"field": f.verbose_name})


def _codes_of_kind(resource: Resource) -> Iterator[Problem]:
    """The classes that fields of the kind name. One query, and only where one is named."""
    given = resource.extra if isinstance(resource.extra, dict) else {}
    fields = [field for field in schema_of(resource.kind).fields if field.vocabulary]
    known = class_names(fields, given)
    for field in fields:
        code = given.get(field.name)
        if not values.is_empty(code) and (field.vocabulary, str(code)) not in known:
            yield Problem(f"extra.{field.name}", _("%(field)s: a value outside its list.") % {"field": field.label})


def _unfit(resource: Resource) -> Iterator[Problem]:
    """Maps without a review number (R-1.7.4), pictures that say nothing to those who cannot see them (R-6.4.2)."""
    yield from (Problem(*found) for found in unfit_pictures(resource))


# The elements whose value is one code of a closed list, and those whose value is one class of one vocabulary.
_LISTED: list[Any] = [f for f in Resource._meta.concrete_fields if f.choices]
_TERM_FIELDS: list[Any] = [f for f in Resource._meta.concrete_fields if f.related_model is Term]
# What a resource may have several of.
_FURTHER = {Vocabulary.SUBJECT, Vocabulary.AUDIENCE, Vocabulary.GROUP}


def _vocabulary_of(field: Any) -> str:
    return field.get_limit_choices_to()["vocabulary__code"]


def require_publishable(resource: Resource) -> None:
    """Raises ValidationError naming every element that is missing or wrong, the column included (R-4.2.33)."""
    found = problems(resource)
    if not resource.placements.filter(role=PlacementRole.ORIGIN).exists():
        found.append(Problem("origin", _("The first column is missing.")))
    if found:
        raise ValidationError([ValidationError(p.message, code=p.element) for p in found])


_CHECKS = (
    _missing, _conditional, _contradictory, _issued_by_what_is_gone, _not_for_the_public, _outside_their_lists, _unfit,
)  # fmt: skip
