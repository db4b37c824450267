"""What a new resource starts with."""

from django.db.models.functions import Coalesce
from wagtail.models import Site

from ..kinds import schema_of
from ..models import Resource


def starting_point(site: Site, kind: str) -> Resource:
    """An unsaved resource of `kind` for `site`: what is the same every time is filled in.

    Issuer and region are those of the site's newest resource, because a site hardly ever has another; an issuer that
    was renamed or merged since is what it is today.
    """
    resource = Resource(owner_site=site, kind=kind, source=site.site_name)
    last = (
        Resource.objects.filter(owner_site=site, issuer__isnull=False)
        .order_by("-updated_at", "-pk")
        .values_list(Coalesce("issuer__today", "issuer"), "region")
        .first()
    )
    if last:
        resource.issuer_id, resource.region_id = last
    for name, value in schema_of(kind).initial.items():
        setattr(resource, name, value)
    return resource
