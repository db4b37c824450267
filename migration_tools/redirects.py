"""What an old address answers (旧地址解析). The one place that reads the ledger for visitors."""

from wagtail.models import Page, Site

from resource_library.addresses import base_url, column_path, url_of
from resource_library.models import Placement
from sites.old_addresses import Answer, Gone, Redirect, Unknown

from .addresses import canonical_path
from .enums import Reason, Verdict
from .models import MigrationProject, OldUrl


def resolve(host: str, path: str, query: str = "") -> Answer | None:
    """The verdict on an old address; None for a host that is no closed site's."""
    project = _project(host)
    if project is None:
        return None
    canonical = canonical_path(path, query, frozenset(project.significant))
    rows = OldUrl.objects.filter(host=project.host, path=canonical).select_related("column", "image", "document")
    row = rows.first()
    if row is None:
        return Unknown(project.site)
    if row.verdict != Verdict.DROPPED and (target := _target(row, project.site)):
        return Redirect(target, project.site)
    return Gone(str(Reason(row.reason).label) if row.reason else "", project.site)


def _project(host: str) -> MigrationProject | None:
    """With and without `www.`: people type both."""
    bare = host.lower().partition(":")[0].rstrip(".").removeprefix("www.")
    names = (bare, f"www.{bare}")
    return MigrationProject.objects.filter(host__in=names).select_related("site__root_page").first()


def _target(row: OldUrl, site: Site) -> str:
    """Where the row leads now; empty when its target is no longer there."""
    if row.resource_id:
        return _resource_url(row.resource_id)
    if row.column_id and row.column and row.column.live:
        return base_url(site) + _column_path(row.column, site)
    if row.document_id and row.document:
        return base_url(site) + row.document.url
    if row.image_id and row.image:
        return _absolute(row.image.file.url, site)
    return row.target


def _resource_url(resource: int) -> str:
    """The address of a visible placement, at its origin before any other."""
    shown = Placement.objects.filter(resource=resource, visible=True, resource__live=True)
    placement = shown.select_related("column", "site__root_page").order_by("role", "pk").first()
    return url_of(placement) if placement else ""


def _column_path(column: Page, site: Site) -> str:
    return column_path(column, site.root_page)


def _absolute(url: str, site: Site) -> str:
    return url if "://" in url else base_url(site) + url
