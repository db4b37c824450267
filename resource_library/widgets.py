"""Widgets of the editor's form."""

from django import forms


class PickList(forms.CheckboxSelectMultiple):
    """Many check boxes in a small space, with a field that filters them as one types."""

    template_name = "resource_library/admin/pick_list.html"

    class Media:
        js = ["resource_library/admin/pick_list.js"]
