"""The editor's form. One class for each kind, because each kind demands and adds other fields (kinds.py)."""

from collections.abc import Iterable
from functools import cache

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail.utils.text import text_from_html

from .columns import columns_of, indented
from .domain.borrowing import Reference, references_in_body, references_of, refuse_strange
from .domain.classification import in_tree_order
from .domain.document_numbers import normalise
from .domain.relations import said_at_the_other_end, visible_ids
from .domain.validation import Problem, problems
from .enums import LANGUAGES, PlacementRole, PlacementState
from .kind_fields import form_field
from .kinds import schema_of
from .models import LibraryDocument, LibraryImage, Organ, OrganState, Resource, Term, TermState
from .widgets import PickList

EXTRA = "extra_"


class ColumnField(forms.TypedChoiceField):
    """One column of the owner site; the cleaned value is its id."""

    def __init__(self, **kwargs):
        super().__init__(coerce=int, empty_value=None, **kwargs)


class ResourceForm(WagtailAdminModelForm):
    """All that an editor says about a resource. `form_class(kind)` adds the fields of the kind."""

    kind = ""

    language = forms.ChoiceField(label=_("language"), choices=LANGUAGES, initial="zh-Hans")
    origin = ColumnField(
        label=_("First column"),
        required=False,
        help_text=_("The column in whose address the text lives. It stays once the text has been public."),
    )
    also = forms.TypedMultipleChoiceField(
        label=_("Also shown in"),
        coerce=int,
        required=False,
        widget=PickList,
        help_text=_("Further columns of this site"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.schema = schema_of(self.kind)
        if self.is_bound:
            # Before anything is shown again: a field would show the title behind a number somebody guessed.
            refuse_strange(self._posted_references() - references_of(self.instance), by=self.for_user)
        self._offer_terms()
        self._offer_columns()
        for name in set(self.schema.all_mandatory) & set(self.fields):
            self.fields[name].required = True
        if self.schema.needs_text and not self.instance.body and "body" in self.fields:
            self.initial["body"] = StreamValue(self.instance.body.stream_block, [("paragraph", RichText(""))])
        stored = self.instance.extra if isinstance(self.instance.extra, dict) else {}
        for field in self.schema.form_fields:
            self.initial.setdefault(EXTRA + field.name, stored.get(field.name, ""))
        self._hide_strangers()
        if "joint_issuers" in self.fields:
            # An organ that has ended is offered where it is chosen already.
            chosen = [organ.pk for organ in self.instance.joint_issuers.all()]
            offered = Organ.objects.filter(Q(state=OrganState.ACTIVE) | Q(pk__in=chosen))
            self.fields["joint_issuers"].queryset = offered.order_by("level", "code")

    # What can be chosen

    def _offer_terms(self) -> None:
        """The classes that are in use, and a retired one where it is chosen already; one query for all of them."""
        chosen = {getattr(self.instance, f.attname) for f in Resource._meta.concrete_fields if f.related_model is Term}
        chosen |= {term.pk for term in self.instance.terms.all()}
        codes = [self.instance.extra.get(field.name) for field in self.schema.form_fields if field.vocabulary]
        kept = Q(pk__in=chosen) | Q(code__in=[str(code) for code in codes if code])
        rows = Term.objects.select_related("vocabulary").filter(Q(state=TermState.ACTIVE) | kept)
        terms = list(in_tree_order(rows))
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.queryset.model is Term:
                field.choices = _choices_of(field, terms)
        for field in self.schema.form_fields:
            if field.vocabulary:
                self.fields[EXTRA + field.name].choices = _codes_of(field.vocabulary, terms)

    def _offer_columns(self) -> None:
        if "origin" not in self.fields:
            return
        columns = indented(columns_of(self.instance.owner_site))
        self.fields["origin"].choices = [("", "---------"), *columns]
        self.fields["also"].choices = columns
        placements = self._home_placements()
        origin = next((p for p in placements if p.role == PlacementRole.ORIGIN), None)
        self.initial.setdefault("origin", origin.column_id if origin else None)
        self.initial.setdefault("also", [p.column_id for p in placements if p is not origin])
        self.fields["origin"].disabled = bool(origin and origin.address_date)

    def _hide_strangers(self) -> None:
        """What was public when somebody linked it may be another site's draft by now: its title is nobody's here."""
        rows = [form for form in self._children("relations") if form.instance.target_id and "target" in form.fields]
        if rows and self.for_user:
            seen = visible_ids([form.instance.target_id for form in rows], by=self.for_user)
            for form in rows:
                form.fields["target"].widget.seen = seen

    def _home_placements(self) -> list:
        if not self.instance.pk:
            return []
        at_home = self.instance.placements.exclude(role=PlacementRole.REPOST).exclude(state=PlacementState.HIDDEN)
        return list(at_home.order_by("pk"))

    # What comes back

    def _posted_references(self) -> set[Reference]:
        """What was sent as it was sent, valid or not."""
        found: set[Reference] = set()
        if "body" in self.fields:
            widget = self.fields["body"].widget
            found |= references_in_body(widget.value_from_datadict(self.data, self.files, self.add_prefix("body")))
        forms_and_fields = [(self, "image", LibraryImage)]
        forms_and_fields += [(form, "document", LibraryDocument) for form in self._children("attachments")]
        forms_and_fields += [(form, "target", Resource) for form in self._children("relations")]
        for form, name, model in forms_and_fields:
            value = str(form[name].value() or "") if name in form.fields else ""
            if value.isdigit():
                found.add((model, int(value)))
        return found

    def _children(self, name: str) -> list:
        return self.formsets[name].forms if name in self.formsets else []

    def columns(self) -> list[Page]:
        """The chosen columns, the origin first. Only after validation."""
        origin, also = self.cleaned_data.get("origin"), self.cleaned_data.get("also") or []
        wanted = list(dict.fromkeys([pk for pk in (origin, *also) if pk]))
        found = Page.objects.in_bulk(wanted)
        return [found[pk] for pk in wanted]

    def clean_doc_no(self) -> str:
        return normalise(self.cleaned_data["doc_no"])

    def clean(self) -> dict:
        cleaned = super().clean()
        self._refuse_what_is_said_already()
        return cleaned

    def _refuse_what_is_said_already(self) -> None:
        """One relation, one row: what the other end says already is not said again here."""
        rows = [form for form in self._children("relations") if form.instance.pk is None and form.has_changed()]
        said = {}
        for form in rows:
            kind, other = form["type"].value(), str(form["target"].value() or "")
            if kind and other.isdigit() and not form["DELETE"].value():
                said[kind, int(other)] = form
        for pair in said_at_the_other_end(self.instance, said):
            said[pair].add_error("target", _("The other resource says so already; it is shown on both pages."))

    def clean_body(self) -> StreamValue:
        """Without the paragraphs that stayed empty."""
        body = self.cleaned_data["body"]
        kept = [(one.block_type, one.value, one.id) for one in body if not _is_blank(one)]
        return StreamValue(body.stream_block, kept)

    def _post_clean(self) -> None:
        super()._post_clean()
        # What another schema or an import left behind is not the form's to throw away, nor what it says is wrong.
        for field in self.schema.form_fields:
            if EXTRA + field.name in self.cleaned_data:
                self.instance.extra = {**self.instance.extra, field.name: self.cleaned_data[EXTRA + field.name]}

    def is_complete(self) -> bool:
        """Whether what was entered may be handed to the reviewers; puts every problem next to its field."""
        self.save(commit=False)
        self.show_problems(problems(self.instance))
        return not self.errors

    def show_problems(self, found: Iterable[Problem]) -> None:
        """Each problem at the field of its element; those without a field above the form."""
        for problem in found:
            name = problem.element.replace("extra.", EXTRA)
            self.add_error(name if name in self.fields else NON_FIELD_ERRORS, problem.message)


def _is_blank(block: StreamValue.StreamChild) -> bool:
    if block.block_type != "paragraph":
        return False
    return "<embed" not in block.value.source and not text_from_html(block.value.source).strip()


# A class and how deep it stands in its tree.
Placed = tuple[Term, int]


def _choices_of(field: forms.ModelChoiceField, terms: list[Placed]) -> list:
    """Choices of one vocabulary, or for the further classes of all, each class below its own heading."""
    vocabulary = field.limit_choices_to.get("vocabulary__code") if field.limit_choices_to else None
    if vocabulary:
        own = [placed for placed in terms if placed[0].vocabulary.code == vocabulary]
        return [("", "---------"), *((placed[0].pk, _indent(placed)) for placed in own)]
    groups: dict[str, list] = {}
    for placed in terms:
        groups.setdefault(placed[0].vocabulary.name, []).append((placed[0].pk, _indent(placed)))
    return list(groups.items())


def _codes_of(vocabulary: str, terms: list[Placed]) -> list:
    """Choices of a field of the kind, which keeps the code of its class."""
    own = [placed for placed in terms if placed[0].vocabulary.code == vocabulary]
    return [("", "---------"), *((placed[0].code, _indent(placed)) for placed in own)]


def _indent(placed: Placed) -> str:
    term, depth = placed
    return "　" * depth + term.name


@cache
def form_class(kind: str) -> type[ResourceForm]:
    """The form for resources of `kind`, with the fields only this kind has."""
    fields: dict = {EXTRA + field.name: form_field(field) for field in schema_of(kind).form_fields}
    return type(ResourceForm)(f"{kind.title()}Form", (ResourceForm,), {**fields, "kind": kind})
