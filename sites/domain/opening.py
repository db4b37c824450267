"""Opening a site: everything it needs, in one transaction (R-1.11.1)."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page, Site

from resource_library.domain.media import collection_of
from resource_library.models import Organ
from resource_library.permissions import grant_role_rights
from themes.models import Theme
from unified_platform.accounts.domain import role_group
from unified_platform.accounts.enums import Role

from ..enums import DomainRole, SiteKind, SiteState
from ..models import HomePage, SiteDomain, SiteProfile

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class NewSite:
    """What must be known to open a site; see `SiteProfile` for the meaning of each."""

    slug: str
    host: str
    standard_name: str
    kind: SiteKind
    site_code: str
    sponsor: Organ
    operator: Organ
    authority: Organ
    theme: Theme
    slogan: str = ""
    icp_number: str = ""
    police_number: str = ""
    mark_id: str = ""
    contact: str = ""
    address: str = ""
    postcode: str = ""
    open_date: date | None = None
    aliases: tuple[str, ...] = ()


@transaction.atomic
def open_site(new: NewSite) -> SiteProfile:
    """Create site, register entry, domains, home page, collection, role groups and their rights.

    Raises ValidationError, and leaves nothing behind, when a name, a host or the site code is taken or not well formed.
    """
    if SiteProfile.objects.filter(standard_name=new.standard_name).exists():
        raise ValidationError({"standard_name": _("A site of this name exists already.")})
    home = Page.get_first_root_node().add_child(instance=HomePage(title=new.standard_name, slug=new.slug))
    site = Site(hostname=_host(new.host), port=80, site_name=new.standard_name, root_page=home)
    _store(site)
    facts = {name: getattr(new, name) for name in _PROFILE_FIELDS}
    profile = _store(SiteProfile(site=site, state=SiteState.LIVE, **facts))
    _store(SiteDomain(profile=profile, host=_host(new.host), role=DomainRole.PRIMARY))
    for host in new.aliases:
        _store(SiteDomain(profile=profile, host=_host(host), role=DomainRole.ALIAS))
    grant_role_rights(site)
    _grant_columns(site)
    _grant_collection(site)
    return profile


def _host(name: str) -> str:
    """As browsers send it: small letters, no dot at the end."""
    return name.strip().lower().rstrip(".")


def _store(record: M) -> M:
    """Checked like a form would check it, so that whoever calls is told in words what is wrong."""
    record.full_clean()
    record.save()
    return record


_PROFILE_FIELDS = (
    "slug", "standard_name", "slogan", "kind", "site_code", "sponsor", "operator", "authority", "icp_number",
    "police_number", "mark_id", "contact", "address", "postcode", "open_date", "theme",
)  # fmt: skip

# Who may do what with the columns of a site: granted at its home page only, so a grant is one row whatever grows below.
_COLUMN_RIGHTS = {Role.SITE_MANAGER: ("add", "change", "publish", "lock", "unlock")}
_MEDIA_RIGHTS = {
    Role.WRITER: ("add", "choose"),
    Role.EDITOR: ("add", "change", "choose"),
    Role.REVIEWER: ("choose",),
    Role.PUBLISHER: ("choose",),
    Role.SITE_MANAGER: ("add", "change", "choose"),
}


def _grant_columns(site: Site) -> None:
    rights = Permission.objects.filter(content_type__app_label="wagtailcore", content_type__model="page")
    for role, acts in _COLUMN_RIGHTS.items():
        group = role_group(role, site)
        codenames = [f"{act}_page" for act in acts]
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=group, page=site.root_page, permission=right)
            for right in rights.filter(codename__in=codenames)
        )


def _grant_collection(site: Site) -> None:
    """Wagtail asks for its own image and document rights, also where the models have been replaced by ours."""
    collection = collection_of(site)
    rights = Permission.objects.filter(content_type__app_label__in=["wagtailimages", "wagtaildocs"])
    for role, acts in _MEDIA_RIGHTS.items():
        group = role_group(role, site)
        codenames = [f"{act}_{model}" for act in acts for model in ("image", "document")]
        GroupCollectionPermission.objects.bulk_create(
            GroupCollectionPermission(group=group, collection=collection, permission=right)
            for right in rights.filter(codename__in=codenames)
        )
