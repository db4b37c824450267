"""Bringing a vocabulary in from a file (导入类目): first what would happen, then, confirmed, exactly that."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature
from django.core.signing import dumps as sign
from django.core.signing import loads as unsign
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from ..domain import term_exchange
from ..models import Vocabulary
from .term_pages import CentreOnly, way_to

SALT = "classification.import"
# So many errors and changes are shown; whoever has more of them begins with these.
SHOWN = 200


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("CSV file"), help_text=gettext_lazy("At most 2 MB and 5000 classes."))


class ImportView(CentreOnly, WagtailAdminTemplateMixin, FormView):
    template_name = "resource_library/admin/classification/import.html"
    form_class = FileForm
    page_title = gettext_lazy("Import CSV")
    header_icon = "upload"

    def setup(self, request, *args, code: str, **kwargs):
        super().setup(request, *args, **kwargs)
        self.vocabulary = get_object_or_404(Vocabulary, code=code)

    def get_breadcrumbs_items(self):
        return way_to(self.vocabulary, self.page_title)

    def get_context_data(self, **kwargs):
        return super().get_context_data(vocabulary=self.vocabulary, **kwargs)

    def post(self, request, *args, **kwargs):
        if "confirmed" in request.POST:
            return self._carry_out(request.POST["confirmed"])
        return super().post(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        file = form.cleaned_data["file"]
        # One byte more than is allowed is enough to know.
        read = term_exchange.read(file.read(term_exchange.MOST_BYTES + 1))
        plan = term_exchange.plan(self.vocabulary, read)
        signed = "" if plan.errors else self._signed(plan)
        context = self.get_context_data(
            form=self.form_class(), plan=plan, shown=SHOWN, signed=signed, effective=plan.effective, file_name=file.name
        )
        return self.render_to_response(context)

    def _signed(self, plan: term_exchange.Plan) -> str:
        """What was shown is what is done: the rows travel with the page, and nobody else can write them."""
        rows = [row.as_json() for row in plan.rows]
        told = {"vocabulary": self.vocabulary.pk, "by": self.request.user.pk, "rows": rows}
        return sign(told, salt=SALT, compress=True)

    def _carry_out(self, signed: str) -> HttpResponse:
        try:
            told = unsign(signed, salt=SALT, max_age=24 * 3600)
        except BadSignature:
            raise PermissionDenied from None
        if (told["vocabulary"], told["by"]) != (self.vocabulary.pk, self.request.user.pk):
            raise PermissionDenied
        rows = [term_exchange.Row(**row) for row in told["rows"]]
        try:
            changed = term_exchange.carry_out(self.vocabulary, rows, by=self.request.user)
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages[:5]))
            return redirect(self.request.get_full_path())
        messages.success(self.request, _("%(count)d classes have been changed.") % {"count": changed})
        return redirect("classification:tree", self.vocabulary.code)
