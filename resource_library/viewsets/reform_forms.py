"""The forms of a reform of organs: what is common to all kinds, the organs afterwards, the rules of a split."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Page

from ..domain.reform_plan import Part, Plan, Rule
from ..kinds import kind_choices
from ..models import Organ, OrganLevel, Placement, ReformKind

# How many organs a split may leave, and how many rules say whose what becomes.
PARTS, RULES = 5, 8


def kinds_or_any() -> list[tuple[str, Any]]:
    return [("", "---------"), *kind_choices()]


class OrganSelect(forms.ModelChoiceField):
    """An organ in being; the city has a few hundred, the browser finds one by typing."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Organ.objects.in_being().order_by("level", "code"), **kwargs)

    def label_from_instance(self, organ: Organ) -> str:
        return f"{organ.name}（{organ.code}）"


class ReformForm(forms.Form):
    """What every reform says."""

    basis = forms.CharField(
        label=_("Decided by"), max_length=200, help_text=_("The decision that orders it, with its number")
    )
    effective_on = forms.DateField(label=_("Takes effect on"), widget=AdminDateInput)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class MergerForm(ReformForm):
    """A merger takes several organs."""

    others = forms.ModelMultipleChoiceField(
        label=_("Together with"),
        queryset=Organ.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    field_order = ["others"]

    def __init__(self, *args, organ: Organ, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["others"].queryset = Organ.objects.in_being().exclude(pk=organ.pk).order_by("level", "code")


class PartForm(forms.Form):
    """One organ that is there afterwards: an existing one, or the facts of a new one."""

    organ = OrganSelect(label=_("Existing organ"), required=False)
    name = forms.CharField(label=_("New name"), max_length=100, required=False)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    code = forms.CharField(label=_("Organ code"), max_length=9, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=[("", "---------"), *OrganLevel.choices], required=False)
    parent = OrganSelect(label=_("Organ above"), required=False)

    def part(self) -> Part | None:
        """None where nothing was entered."""
        said = self.cleaned_data
        if said.get("organ"):
            return Part(organ=said["organ"].pk)
        if not (said.get("name") or said.get("short_name")):
            return None
        facts = {name: said.get(name, "").strip() for name in ("name", "short_name", "code", "level")}
        return Part(**facts, parent=said["parent"].pk if said.get("parent") else None)


class NameForm(PartForm):
    """A new name for the same body: nothing to choose."""

    organ = None
    field_order = ["name", "short_name", "code"]


class CorrectionForm(forms.Form):
    """A slip in the name: the record itself is put right, whatever names it says so at once."""

    name = forms.CharField(label=_("Correct name"), max_length=100)
    short_name = forms.CharField(label=_("Short name"), max_length=40)

    def part(self) -> Part:
        return Part(name=self.cleaned_data["name"].strip(), short_name=self.cleaned_data["short_name"].strip())


class ChoiceOfOrgan(forms.Form):
    """Who takes over from an organ that is abolished."""

    organ = OrganSelect(label=_("Taken over by"))

    def part(self) -> Part:
        return Part(organ=self.cleaned_data["organ"].pk)


class RuleForm(forms.Form):
    """Documents of a column, a kind, a time: to which part. The first rule that fits decides."""

    column = forms.TypedChoiceField(
        label=_("Column, with those below it"), coerce=int, empty_value=None, required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=kinds_or_any, required=False)
    since = forms.DateField(label=_("Dated from"), widget=AdminDateInput, required=False)
    until = forms.DateField(label=_("Dated until"), widget=AdminDateInput, required=False)
    to = forms.ChoiceField(label=_("To"), required=False)

    def __init__(self, *args, columns: list[tuple[int, str]], targets: list[tuple[str, Any]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["column"].choices = [("", "---------"), *columns]
        self.fields["to"].choices = [("", _("no rule")), *targets]

    def rule(self) -> Rule | None:
        said = self.cleaned_data
        if not said.get("to"):
            return None
        days = {name: said[name].isoformat() if said.get(name) else "" for name in ("since", "until")}
        return Rule(to=to_number(said["to"]), column=said.get("column"), kind=said.get("kind") or "", **days)


class RestForm(forms.Form):
    """What no rule takes, and which part everything else follows."""

    rest = forms.ChoiceField(label=_("All other documents"))
    heir = forms.ChoiceField(
        label=_("Main successor"),
        help_text=_("Sites, columns and lower organs follow it; they can be changed afterwards."),
    )

    def __init__(self, *args, targets: list[tuple[str, Any]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rest"].choices = targets
        self.fields["heir"].choices = [target for target in targets if target[0] != STAY]


STAY = "stay"


def targets() -> list[tuple[str, Any]]:
    """The parts by their number, and staying as it is."""
    return [(STAY, _("nobody: stays as it is")), *((str(n), _numbered(n)) for n in range(PARTS))]


def _numbered(number: int) -> Any:
    return format_lazy("{} {}", _("Part"), number + 1)


def to_number(choice: str) -> int | None:
    return None if choice == STAY else int(choice)


def columns_of(organ: Organ) -> list[tuple[int, str]]:
    """The columns in which documents of the organ stand at home, with their sites. Two queries."""
    ids = (
        Placement.objects.filter(resource__issuer=organ)
        .exclude(role="repost")
        .order_by()
        .values("column_id")
        .distinct()
    )
    rows = Page.objects.filter(pk__in=ids).order_by("path").values_list("pk", "title", "path")
    homes = dict(Page.objects.filter(depth=2).values_list("path", "title"))
    return [(pk, f"{homes.get(path[: 2 * Page.steplen], '')} · {title}") for pk, title, path in rows]


def plan_of(kind: str, forms_: dict[str, Any]) -> Plan:
    """The plan that these (valid) forms say."""
    if kind != ReformKind.SPLIT:
        part = forms_["part"].part()
        return Plan([part] if part else [])
    parts = [(number, form.part()) for number, form in enumerate(forms_["parts"])]
    # The numbers in the rules are those of the form; parts left empty in between do not count.
    place = {number: n for n, (number, _part) in enumerate((n, part) for n, part in parts if part)}
    rules = [rule for form in forms_["rules"] if (rule := form.rule())]
    rules = [replace(rule, to=_placed(rule.to, place)) for rule in rules]
    said = forms_["rest"].cleaned_data
    heir = _placed(to_number(said["heir"]), place)
    return Plan([part for _n, part in parts if part], heir or 0, rules, _placed(to_number(said["rest"]), place))


def _placed(number: int | None, place: dict[int, int]) -> int | None:
    """A part that was left empty becomes a number no plan has: the check says so."""
    return None if number is None else place.get(number, len(place))
