"""Where a site keeps its pictures and files."""

from wagtail.models import Collection, Site


def collection_of(site: Site) -> Collection:
    """The collection (素材库) that holds the site's pictures and files, made on first use.

    The site's offices hold rights on it, and by these it is known: a name can change, and two sites can bear the same.
    """
    held = Collection.objects.filter(group_permissions__group__site_role__site=site, depth=2)
    return held.order_by("path").first() or Collection.get_first_root_node().add_child(name=site.site_name)
