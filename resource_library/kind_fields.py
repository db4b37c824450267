"""The form field for a field of a kind, by its type."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from .kinds import Field, Type
from .kinds.values import BadValue, clean
from .widgets import RowsWidget


class _Checked(forms.Field):
    """Checks by the rule of the type, which import and API ask too; the value is the one to store, "" for none."""

    of: Field

    def clean(self, value):
        value = super().clean(value)
        try:
            stored = clean(self.of, value)
        except BadValue as why:
            raise ValidationError(str(why), code="invalid") from None
        return "" if stored is None else stored


class TextField(_Checked, forms.CharField):
    pass


class DateField(_Checked, forms.DateField):
    pass


class ChoiceField(_Checked, forms.ChoiceField):
    pass


class YesNoField(forms.BooleanField):
    pass


class RowsField(_Checked):
    def has_changed(self, initial, data):
        return (initial or []) != (data or [])


def form_field(field: Field) -> forms.Field:
    """An unbound form field; nothing is required of a draft, the validator asks before publication."""
    made = _MAKERS[field.type](field, {"label": field.label, "required": field.required, "help_text": field.help})
    made.of = field  # type: ignore[attr-defined]
    return made


def _text(field: Field, options: dict) -> forms.Field:
    widget = AdminAutoHeightTextInput() if field.type == Type.TEXT else forms.TextInput(_HINTS.get(field.type, {}))
    return TextField(max_length=field.most, widget=widget, **options)


_HINTS = {
    Type.URL: {"placeholder": "https://"},
    Type.PHONE: {"inputmode": "tel"},
    Type.NUMBER: {"inputmode": "decimal"},
}


def _date(field: Field, options: dict) -> forms.Field:
    return DateField(widget=AdminDateInput(), **options)


def _choice(field: Field, options: dict) -> forms.Field:
    """The classes of a vocabulary are filled in by the form, which loads them all in one query."""
    return ChoiceField(choices=[("", "---------"), *field.options], **options)


def _yes_no(field: Field, options: dict) -> forms.Field:
    return YesNoField(**{**options, "required": False})


def _rows(field: Field, options: dict) -> forms.Field:
    return RowsField(widget=RowsWidget(field.columns), **options)


_MAKERS: dict[Type, Callable[[Field, dict], forms.Field]] = {
    **dict.fromkeys((Type.LINE, Type.TEXT, Type.NUMBER, Type.URL, Type.PHONE, Type.PERSON), _text),
    Type.DATE: _date,
    Type.CHOICE: _choice,
    Type.YES_NO: _yes_no,
    Type.ROWS: _rows,
}
