"""Keeping the register of websites (网站名录)."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from resource_library.domain.media import collection_of
from unified_platform.accounts.domain import has_role
from unified_platform.accounts.enums import Role
from unified_platform.events import emit

from ..enums import DomainRole
from ..models import SiteDomain, SiteProfile


def may_keep_register(user) -> bool:
    """信息中心 keeps the register."""
    return user.is_active and (user.is_superuser or has_role(user, Role.INFORMATION_CENTRE))


@transaction.atomic
def change_entry(profile: SiteProfile, domains: Sequence[tuple[str, DomainRole]], *, by) -> None:
    """变更: store the changed entry with exactly these (host name, role) pairs; one of them is the main domain.

    Site, home page and collection follow the name and the main domain. Raises PermissionDenied or ValidationError.
    """
    if not may_keep_register(by):
        raise PermissionDenied
    _check(profile, domains)
    site = profile.site
    collection = collection_of(site)
    profile.full_clean()
    profile.save()
    _replace_domains(profile, dict(domains))
    site.site_name = collection.name = profile.standard_name
    site.hostname = next(host for host, role in domains if role == DomainRole.PRIMARY)
    site.save()
    collection.save()
    log(instance=profile, action="wagtail.edit", user=by)
    emit("site.changed", subject=profile, site_id=site.pk)


def _check(profile: SiteProfile, domains: Sequence[tuple[str, DomainRole]]) -> None:
    if sum(role == DomainRole.PRIMARY for _host, role in domains) != 1:
        raise ValidationError(_("A site has exactly one main domain."))
    hosts = [host for host, _role in domains]
    taken = SiteDomain.objects.filter(host__in=hosts).exclude(profile=profile).values_list("host", flat=True)
    if taken or len(set(hosts)) < len(hosts):
        raise ValidationError(
            _("A host name belongs to one site only: %(hosts)s") % {"hosts": ", ".join(taken or hosts)}
        )
    if SiteProfile.objects.filter(standard_name=profile.standard_name).exclude(pk=profile.pk).exists():
        raise ValidationError(_("A site of this name exists already."))


def _replace_domains(profile: SiteProfile, wanted: dict[str, DomainRole]) -> None:
    """The old main domain steps down before another one steps up: there is never a second one."""
    profile.domains.exclude(host__in=wanted).delete()
    profile.domains.exclude(host__in=[host for host, role in wanted.items() if role == DomainRole.PRIMARY]).filter(
        role=DomainRole.PRIMARY
    ).update(role=DomainRole.ALIAS)
    for host, role in sorted(wanted.items(), key=lambda pair: pair[1] == DomainRole.PRIMARY):
        domain = profile.domains.filter(host=host).first() or SiteDomain(profile=profile, host=host)
        domain.role = role
        domain.full_clean()
        domain.save()
