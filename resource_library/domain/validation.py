"""Is this resource complete enough to be published? (R-4.2, R-4.2.43)"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..enums import PublicTimeLimit, Validity
from ..kinds import SCHEMAS, schema_of
from ..models import Resource, Term


@dataclass(frozen=True)
class Problem:
    """`element` is the code of a metadata element, `message` says in plain words what is wrong with it."""

    element: str
    message: str


def problems(resource: Resource) -> list[Problem]:
    """Everything that keeps the resource from being published; empty when nothing does."""
    if resource.kind not in SCHEMAS:
        return [Problem("kind", _("“%(value)s” is not a kind of resource.") % {"value": resource.kind})]
    schema = schema_of(resource.kind)
    found = [
        Problem(name, _("%(field)s is missing.") % {"field": Resource._meta.get_field(name).verbose_name})
        for name in schema.all_mandatory
        if not getattr(resource, f"{name}_id" if Resource._meta.get_field(name).is_relation else name)
    ]
    found += [
        Problem(f"extra.{extra.name}", _("%(field)s is missing.") % {"field": extra.label})
        for extra in schema.extra
        if extra.required and not str(resource.extra.get(extra.name, "")).strip()
    ]
    if schema.needs_text and not resource.body and not resource.attachments.exists():
        found.append(Problem("body", _("There is neither text nor an attachment.")))
    return found + _conditional(resource) + _outside_their_lists(resource)


def _conditional(resource: Resource) -> list[Problem]:
    """Elements that another element makes mandatory, and dates that contradict each other."""
    found = []
    if resource.validity == Validity.REPEALED and not resource.abolish_date:
        found.append(Problem("abolish_date", _("A repealed document needs the date of its repeal.")))
    if resource.public_time_limit == PublicTimeLimit.LIMITED and not resource.public_until:
        found.append(Problem("public_until", _("A limited disclosure needs its last day.")))
    if resource.effect_date and resource.abolish_date and resource.abolish_date < resource.effect_date:
        found.append(Problem("abolish_date", _("The repeal lies before the entry into force.")))
    return found


def _outside_their_lists(resource: Resource) -> list[Problem]:
    """Codes that their closed list or their vocabulary does not know."""
    fields = [f for f in Resource._meta.concrete_fields if f.choices and getattr(resource, f.attname) not in (None, "")]
    strange = [f for f in fields if getattr(resource, f.attname) not in dict(f.flatchoices)]
    chosen = {f: getattr(resource, f.attname) for f in _TERM_FIELDS if getattr(resource, f.attname)}
    known = dict(Term.objects.filter(pk__in=chosen.values()).values_list("pk", "vocabulary__code"))
    strange += [f for f, pk in chosen.items() if known.get(pk) != f.get_limit_choices_to()["vocabulary__code"]]
    return [Problem(f.name, _("%(field)s: a value outside its list.") % {"field": f.verbose_name}) for f in strange]


# The elements whose value is one class of one vocabulary.
_TERM_FIELDS = [f for f in Resource._meta.concrete_fields if f.related_model is Term]


def require_publishable(resource: Resource) -> None:
    """Raises ValidationError naming every element that is missing or wrong."""
    found = problems(resource)
    if found:
        raise ValidationError([ValidationError(p.message, code=p.element) for p in found])
