"""The registers of the library that the information centre keeps: organs, classes, rules."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.permissions import register_permission_policy
from wagtail_modeladmin.views import EditView

from unified_platform.accounts.enums import Role
from unified_platform.accounts.policies import RolePolicy
from unified_platform.accounts.registers import Register
from unified_platform.rules.models import Rule

from .models import Organ, Term

register_permission_policy(Organ, RolePolicy(Organ, Role.INFORMATION_CENTRE))
register_permission_policy(Term, RolePolicy(Term, Role.INFORMATION_CENTRE))
# Which rules there are is the business of the code that reads them; their values are not.
register_permission_policy(Rule, RolePolicy(Rule, Role.INFORMATION_CENTRE, acts=("view", "change")))


class OrganEditView(EditView):
    """Where an organ sits and how it is reached. Its name and code change by a reform, which two people answer for."""

    def get_edit_handler(self):
        facts = [
            MultiFieldPanel(
                [FieldPanel(name, read_only=True) for name in ("name", "short_name", "code")],
                heading=_("Name"),
                help_text=_("Names and codes are changed under “Reforms of organs”."),
            ),
            FieldPanel("level"),
            *OrganRegister.panels[2:],
        ]
        return ObjectList(facts).bind_to_model(Organ)


class OrganRegister(Register):
    """机构名录."""

    edit_view_class = OrganEditView

    model = Organ
    base_url_path = "organs"
    menu_label = _("Organs")
    menu_icon = "group"
    menu_order = 210
    list_display = ("name", "short_name", "code", "level", "parent", "state")
    list_filter = ("level", "state")
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "code")
    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("short_name")], heading=_("Name")),
        FieldRowPanel([FieldPanel("code"), FieldPanel("level")]),
        FieldPanel("parent"),
        FieldRowPanel([FieldPanel("address"), FieldPanel("phone")]),
    ]


class RuleRegister(Register):
    """规则表: numbers that a rule book sets (R-0.3)."""

    model = Rule
    base_url_path = "rules"
    menu_label = _("Rules")
    menu_icon = "clipboard-list"
    menu_order = 230
    acts = ("index", "edit")
    list_display = ("reference", "name", "value", "unit", "evidence", "source")
    list_filter = ("evidence",)
    search_fields = ("reference", "name", "source")
    panels = [
        FieldPanel("reference", read_only=True),
        FieldPanel("name", read_only=True),
        FieldRowPanel([FieldPanel("value"), FieldPanel("unit")]),
        FieldRowPanel([FieldPanel("evidence"), FieldPanel("source")]),
    ]
