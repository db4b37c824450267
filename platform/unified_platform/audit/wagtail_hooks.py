from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from unified_platform.accounts.domain import has_role
from unified_platform.accounts.doors import open_doors
from unified_platform.accounts.enums import Role

from .recording import SIGN_IN_FAILED, SIGNED_IN, SIGNED_OUT
from .registers import AuditRegister

modeladmin_register(AuditRegister)


def supervisors(request: HttpRequest, arguments: dict) -> bool:
    return request.user.is_authenticated and has_role(request.user, Role.INFORMATION_CENTRE, Role.AUTHORITY)


open_doors(supervisors, "audit_modeladmin_*")


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action(SIGNED_IN, _("Sign in"), _("Signed in"))
    actions.register_action(SIGNED_OUT, _("Sign out"), _("Signed out"))
    actions.register_action(SIGN_IN_FAILED, _("Failed sign-in"), _("Could not sign in"))
