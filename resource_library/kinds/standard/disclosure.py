"""法定主动公开内容: any disclosure item without a kind of its own (R-4.5.6): rules, plans, budgets…"""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Schema
from ..tables import DOCUMENT

register(
    Schema(
        Kind.DISCLOSURE,
        _("Disclosure item"),
        purpose=_("Rules, plans, budgets and whatever else has to be disclosed"),
        icon="folder-open-inverse",
        order=60,
        mandatory=("group", "created_date"),
        display=DOCUMENT,
        indexed=True,
        is_letter=True,
    )
)
