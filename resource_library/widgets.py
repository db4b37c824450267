"""Widgets of the editor's form."""

from collections.abc import Sequence

from django import forms

from .kinds import Field


class PickList(forms.CheckboxSelectMultiple):
    """Many check boxes in a small space, with a field that filters them as one types."""

    template_name = "resource_library/admin/pick_list.html"

    class Media:
        js = ["resource_library/admin/pick_list.js"]


class RowsWidget(forms.Widget):
    """A small table: a row of inputs for each row of the value, and some empty ones below (多行表格).

    The inputs are called `{name}-{row}-{column}`; without a script the empty rows are what one can add at a time.
    """

    template_name = "resource_library/admin/fields/rows.html"
    EMPTY = 2
    MOST = 1000

    def __init__(self, columns: Sequence[Field], attrs=None):
        super().__init__(attrs)
        self.columns = tuple(columns)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        stored = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        context["columns"] = self.columns
        context["rows"] = [
            [(column, f"{name}-{number}-{column.name}", row.get(column.name, "")) for column in self.columns]
            for number, row in enumerate([*stored, *({} for _more in range(self.EMPTY))])
        ]
        return context

    def value_from_datadict(self, data, files, name):
        numbers = {key.split("-")[-2] for key in data if key.startswith(f"{name}-")}
        rows = []
        for number in sorted((n for n in numbers if n.isascii() and n.isdecimal()), key=int)[: self.MOST]:
            row = {column.name: data.get(f"{name}-{number}-{column.name}", "").strip() for column in self.columns}
            if any(row.values()):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data, files, name):
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_):
        return ""

    class Media:
        js = ["resource_library/admin/rows.js"]
