"""The register of deliveries in the back end: what is on its way, what failed, why, and "try again".

Read-mostly and for staff who run the platform, so it stands on wagtail-modeladmin (ARCHITECTURE section 7).
"""

import json

from django.contrib.admin import ChoicesFieldListFilter, SimpleListFilter, display
from django.shortcuts import redirect
from django.urls import re_path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import InspectView, InstanceSpecificView

from . import domain
from .models import OPEN, Delivery, State
from .permissions import can_see_deliveries, can_try_again
from .registry import registry


class DeliveryPermissions(PermissionHelper):
    """Looking only; the one act is trying again."""

    def user_can_list(self, user):
        return can_see_deliveries(user)

    def user_can_inspect_obj(self, user, obj):
        return can_see_deliveries(user)

    def user_can_try_again(self, user, obj):
        return obj.state in (State.FAILED, State.DEAD) and can_try_again(user)

    def user_can_create(self, user):
        return False

    def user_can_edit_obj(self, user, obj):
        return False

    def user_can_delete_obj(self, user, obj):
        return False


class DeliveryButtons(ButtonHelper):
    """Inspect, and try again where that makes sense."""

    def get_buttons_for_obj(self, obj, exclude=None, classnames_add=None, classnames_exclude=None):
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if "retry" not in (exclude or ()) and self.permission_helper.user_can_try_again(self.request.user, obj):
            buttons.append(
                {
                    "url": self.url_helper.get_action_url("retry", obj.pk),
                    "label": _("Try again"),
                    "title": _("Try this delivery again"),
                    "classname": self.finalise_classname(["button-secondary", *(classnames_add or [])]),
                }
            )
        return buttons


class _NameFilter(SimpleListFilter):
    """Choices from the code, not from a DISTINCT over millions of rows."""

    parameter_name: str

    def get_names(self) -> list[str]:
        raise NotImplementedError

    def lookups(self, request, model_admin):
        return [(name, name) for name in self.get_names()]

    def queryset(self, request, queryset):
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class HandlerFilter(_NameFilter):
    title = gettext_lazy("handler")
    parameter_name = "handler"

    def get_names(self) -> list[str]:
        return sorted(registry.handlers)


class KindFilter(_NameFilter):
    title = gettext_lazy("event kind")
    parameter_name = "event__kind"

    def get_names(self) -> list[str]:
        return sorted({kind for handler in registry.handlers.values() for kind in handler.kinds})


class DeliveryInspectView(InspectView):
    """Everything about one delivery, the error in full."""

    def get_fields_dict(self):
        delivery = self.instance
        event = delivery.event
        is_open = delivery.state in OPEN
        rows = [
            (_("event"), event.uuid),
            (_("event kind"), event.kind),
            (_("record"), event.subject() or event.subject_key),
            (_("site"), event.site_id),
            (_("happened at"), event.created_at),
            (_("payload"), _block(json.dumps(event.payload, ensure_ascii=False, indent=2))),
            (_("handler"), delivery.handler),
            (_("target"), delivery.target),
            (_("state"), delivery.get_state_display()),
            (_("attempts"), delivery.attempts),
            (
                _("next try"),
                delivery.next_try_at if is_open else None,
            ),
            (_("finished at"), delivery.finished_at),
            (_("error"), _block(delivery.error) if delivery.error else None),
        ]
        return [{"label": label, "value": "-" if value in (None, "") else value} for label, value in rows]


def _block(text: str) -> str:
    return format_html('<pre style="white-space: pre-wrap">{}</pre>', text)


class RetryView(InstanceSpecificView):
    """Asks, then puts the delivery back into the queue (POST only)."""

    page_title = gettext_lazy("Try again")
    template_name = "events/retry.html"

    def check_action_permitted(self, user):
        return can_try_again(user)

    def post(self, request, *args, **kwargs):
        if not domain.try_again(Delivery.objects.filter(pk=self.instance.pk)):
            messages.warning(request, _("This delivery is not waiting for anybody: nothing to try again."))
        else:
            messages.success(request, _("The worker will try this delivery again now."))
        return redirect(self.url_helper.get_action_url("inspect", self.instance.pk))


class DeliveryAdmin(ModelAdmin):
    model = Delivery
    base_url_path = "deliveries"
    menu_label = gettext_lazy("Deliveries")
    menu_icon = "rotate"
    menu_order = 900
    add_to_settings_menu = True
    list_display = ("what_happened", "who_hears_of_it", "state", "attempts", "due", "what_went_wrong")
    list_filter = (("state", ChoicesFieldListFilter), HandlerFilter, KindFilter)
    list_select_related = ("event", "event__subject_type")
    list_per_page = 50
    ordering = ("-pk",)
    search_fields = ("event__kind", "event__subject_id", "target", "error")
    inspect_view_enabled = True
    history_view_enabled = False
    inspect_view_class = DeliveryInspectView
    permission_helper_class = DeliveryPermissions
    button_helper_class = DeliveryButtons

    def get_admin_urls_for_registration(self):
        """Listing, inspecting, trying again: the addresses for changing rows do not exist at all."""
        actions = {"index": self.index_view, "inspect": self.inspect_view, "retry": self.retry_view}
        helper = self.url_helper
        return tuple(
            re_path(helper.get_action_url_pattern(action), view, name=helper.get_action_url_name(action))
            for action, view in actions.items()
        )

    def retry_view(self, request, instance_pk):
        return RetryView.as_view(model_admin=self, instance_pk=instance_pk)(request)

    @staticmethod
    @display(description=gettext_lazy("event"), ordering="event__kind")
    def what_happened(delivery: Delivery) -> str:
        event = delivery.event
        about = f" · {event.subject_type.name} {event.subject_id}" if event.subject_type else ""
        return f"{event.kind}{about}"

    @staticmethod
    @display(description=gettext_lazy("handler"), ordering="handler")
    def who_hears_of_it(delivery: Delivery) -> str:
        return f"{delivery.handler} → {delivery.target}" if delivery.target else delivery.handler

    @staticmethod
    @display(description=gettext_lazy("finished or next try"))
    def due(delivery: Delivery):
        return delivery.finished_at or delivery.next_try_at

    @staticmethod
    @display(description=gettext_lazy("error"))
    def what_went_wrong(delivery: Delivery) -> str:
        """The last line of the traceback: the exception and its message."""
        return delivery.error.strip().rpartition("\n")[2][:200]
