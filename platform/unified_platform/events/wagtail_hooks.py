from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from unified_platform.accounts.work import HOOK

from . import my_work
from .registers import DeliveryAdmin

modeladmin_register(DeliveryAdmin)


@hooks.register(HOOK)
def what_was_not_delivered(user):
    return my_work.piles(user)
