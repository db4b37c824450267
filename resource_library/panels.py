"""How the editor's form is laid out: four tabs, and what a kind must have stands first."""

import functools
from functools import cache

from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import ForeignObjectComparison, TextFieldComparison
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface
from wagtail.admin.widgets import AdminDateTimeInput

from .domain.relations import HIDDEN, lines_from_elsewhere, visible_ids
from .forms import EXTRA, form_class
from .kinds import Field, Schema, schema_of
from .kinds.values import words
from .models import Resource
from .widgets import PickList

# The unified metadata in the groups in which an editor thinks of it.
GROUPS = (
    (_("Identification"), ("doc_no", "description", "keywords", "image", "place_key", "language", "info_format")),
    (
        _("Issuing"),
        ("issuer", "joint_issuers", "duty_department", "signer", "created_date", "source", "origin_url", "author"),
    ),
    (_("Classification"), ("subject", "genre", "group", "region", "terms")),
    (
        _("Disclosure"),
        ("public_kind", "public_way", "public_range", "carrier_type", "public_time_limit", "public_until"),
    ),
    (_("Validity"), ("validity", "effect_date", "abolish_date")),
)
# Mandatory, but never empty: no reason to put them in front.
FILLED_IN = {"title", "language"}


class ExtraPanel(FieldPanel):
    """A field only this kind has. It is no field of the model, so it brings its own comparison of versions."""

    def __init__(self, extra: Field, **kwargs):
        kwargs.setdefault("field_name", EXTRA + extra.name)
        super().__init__(**kwargs)
        self.extra = extra

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "extra": self.extra}

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self):
            return [functools.partial(ExtraComparison, self.panel.extra)]


class ExtraComparison(TextFieldComparison):
    """Compares one field of `Resource.extra` in two versions."""

    def __init__(self, extra: Field, obj_a: Resource, obj_b: Resource):
        self.extra = extra
        self.val_a = words(extra, obj_a.extra.get(extra.name))
        self.val_b = words(extra, obj_b.extra.get(extra.name))

    def field_label(self):
        return self.extra.label


class TargetPanel(FieldPanel):
    """The other end of a relation. Versions are compared by titles that the person may know."""

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self):
            return [functools.partial(TargetComparison, self.request.user, self.panel.db_field)]


class TargetComparison(ForeignObjectComparison):
    def __init__(self, user, field, obj_a, obj_b):
        super().__init__(field, obj_a, obj_b)
        self.user = user

    def get_objects(self):
        seen = visible_ids({self.val_a, self.val_b} - {None}, by=self.user)
        return tuple(self._named(one, seen) for one in super().get_objects())

    def _named(self, other: Resource | None, seen: set[int]):
        return HIDDEN if other and other.pk not in seen else other


class OtherEndPanel(Panel):
    """What others say about this resource: shown on its page too, changed where it was entered."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "resource_library/admin/resources/other_end.html"

        @cached_property
        def lines(self):
            return lines_from_elsewhere(self.instance, by=self.request.user)

        def is_shown(self):
            return bool(self.lines)

        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), "lines": self.lines}


class ListedPanel(FieldPanel):
    """Many from a list, in a pick list."""

    def __init__(self, field_name, **kwargs):
        kwargs.setdefault("widget", PickList)
        super().__init__(field_name, **kwargs)


@cache
def edit_handler(kind: str) -> Panel:
    """The form's layout for resources of `kind`, bound to the model."""
    schema = schema_of(kind)
    tabs = [
        ObjectList(_text_panels(schema), heading=_("Text")),
        ObjectList(_metadata_panels(schema), heading=_("Metadata")),
        ObjectList(_company_panels(), heading=_("Attachments and relations")),
        ObjectList(_place_panels(), heading=_("Columns and schedule")),
    ]
    return TabbedInterface(tabs, base_form_class=form_class(kind)).bind_to_model(Resource)


def _text_panels(schema: Schema) -> list[Panel]:
    titles = MultiFieldPanel(
        [FieldPanel("top_title"), FieldPanel("sub_title")], heading=_("Other parts of the title"), classname="collapsed"
    )
    panels: list[Panel] = [FieldPanel("title", required_on_save=True), titles]
    if schema.form_fields:
        fields = [ExtraPanel(field) for field in schema.form_fields]
        panels.append(MultiFieldPanel(fields, heading=schema.label))
    return [*panels, FieldPanel("body")]


def _metadata_panels(schema: Schema) -> list[Panel]:
    first = [name for name in schema.all_mandatory if name not in FILLED_IN]
    panels: list[Panel] = [
        MultiFieldPanel([_field(name) for name in first], heading=_("Needed before publication")),
    ]
    for heading, names in GROUPS:
        rest = [_field(name) for name in names if name not in first]
        if rest:
            panels.append(MultiFieldPanel(rest, heading=heading, classname="collapsed"))
    return panels


def _company_panels() -> list[Panel]:
    return [
        InlinePanel("attachments", [FieldPanel("document"), FieldPanel("title")], heading=_("Attachments")),
        InlinePanel("relations", [FieldPanel("type"), TargetPanel("target")], heading=_("Relations")),
        OtherEndPanel(heading=_("Relations entered at the other end")),
    ]


def _place_panels() -> list[Panel]:
    return [
        MultiFieldPanel([FieldPanel("origin"), FieldPanel("also")], heading=_("Columns")),
        MultiFieldPanel(
            [FieldPanel("go_live_at", widget=AdminDateTimeInput), FieldPanel("expire_at", widget=AdminDateTimeInput)],
            heading=_("Schedule"),
            help_text=_(
                "Takes effect once the text has been signed off. Without dates it is public at once and stays."
            ),
        ),
    ]


def _field(name: str) -> FieldPanel:
    try:
        many = Resource._meta.get_field(name).many_to_many
    except FieldDoesNotExist:
        many = False
    return ListedPanel(name) if many else FieldPanel(name)
