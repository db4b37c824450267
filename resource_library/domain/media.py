"""Where a site keeps its pictures and files."""

from wagtail.models import Collection, Site


def collection_of(site: Site) -> Collection:
    """The collection (素材库) that holds the site's pictures and files, made on first use."""
    found = Collection.objects.filter(name=site.site_name, depth=2).first()
    return found or Collection.get_first_root_node().add_child(name=site.site_name)
