"""Public addresses of every site. Columns have all addresses that nothing before them has."""

from django.urls import path, re_path

from resource_library.addresses import ARTICLE

from .views import articles, columns, feeds, files, home, library_api, maps, readership, search

_COLUMN = r"^(?P<path>(?:[^/]+/)+)"

urlpatterns = [
    *library_api.addresses("api/library/v1/"),
    path("api/views/", readership.view, name="view"),
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("sitemap/", maps.site_map, name="site-map"),
    path("topics/", columns.topics, name="topics"),
    path("sitemap.xml", maps.sitemap_index, name="sitemap"),
    path("sitemap-columns.xml", maps.sitemap_columns, name="sitemap-columns"),
    path("sitemap-<int:number>.xml", maps.sitemap_part, name="sitemap-part"),
    path("robots.txt", maps.robots, name="robots"),
    re_path(r"^(?P<format>rss|atom)\.xml$", feeds.site_feed, name="site-feed"),
    path("theme/<slug:code>-<slug:version>.css", files.colours, name="colours"),
    re_path(
        r"^pictures/(?P<signature>[^/]*)/(?P<image_id>\d{1,18})/(?P<filter_spec>[^/]*)/(?P<filename>[^/]*)$",
        files.picture,
        name="picture",
    ),
    # Where bytes lie is no address, and no column has such a name; on the back end's hosts there are no columns at all.
    re_path(r"^(?:documents|pictures|media)/", files.nothing, name="no-file"),
    re_path(ARTICLE.pattern, articles.article, name="article"),
    re_path(_COLUMN + r"index_(?P<number>[0-9]{1,9})\.html$", columns.archive, name="archive"),
    re_path(_COLUMN + r"index\.html?$", columns.column_index, name="column-index"),
    re_path(_COLUMN + r"(?P<format>rss|atom)\.xml$", feeds.column_feed, name="column-feed"),
    re_path(_COLUMN + r"$", columns.column, name="column"),
    re_path(r"^(?P<path>[^/]+(?:/[^/]+)*)$", columns.without_slash, name="without-slash"),
]
