"""Maps of a site: one for people, one for search engines, and what these may not visit."""

from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from .. import queries
from ..presentation.frame import Frame, frame_of
from .answers import public, render, text

# Half of what sitemaps.org allows, so that a part never becomes too large in bytes either.
PART = 10_000
_XML = "application/xml; charset=utf-8"
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@public
def site_map(request: HttpRequest) -> HttpResponse:
    """网站地图: every column and topic on one page."""
    return render(frame_of(request), "sites/sitemap.html")


@public
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The parts of the sitemap: the columns, then the articles, oldest first, so that full parts stay as they are."""
    frame = frame_of(request)
    parts = -(-queries.count_on(frame.profile.site) // PART)
    names = [reverse("sitemap-columns"), *(reverse("sitemap-part", args=(n,)) for n in range(1, parts + 1))]
    rows = "".join(f"<sitemap><loc>{escape(frame.absolute(name))}</loc></sitemap>\n" for name in names)
    return text(f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{rows}</sitemapindex>\n", _XML)


@public
def sitemap_columns(request: HttpRequest) -> HttpResponse:
    frame = frame_of(request)
    rows = "".join(_url(frame.absolute(node.url), node.changed) for node in frame.tree.by_id.values())
    return text(f"{_HEAD}<urlset {_NAMESPACE}>\n{rows}</urlset>\n", _XML)


@public
def sitemap_part(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ten thousand articles, streamed: however many there are, only a few hundred are in memory."""
    frame = frame_of(request)
    start = (number - 1) * PART
    if number < 1 or queries.count_on(frame.profile.site) <= start:
        raise Http404
    return StreamingHttpResponse(_part(frame, start), content_type=_XML)


@public
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read but searches, of which there is no end."""
    frame = frame_of(request)
    lines = ["User-agent: *", f"Disallow: {reverse('search')}", f"Sitemap: {frame.absolute(reverse('sitemap'))}", ""]
    return text("\n".join(lines), "text/plain; charset=utf-8")


def _part(frame: Frame, start: int) -> Iterator[str]:
    yield f"{_HEAD}<urlset {_NAMESPACE}>\n"
    for column, day, resource, changed in queries.addresses_on(frame.profile.site, start, PART):
        node = frame.tree.by_id.get(column)
        if node:
            yield _url(frame.absolute(f"{node.url}{day:%Y%m}/t{day:%Y%m%d}_{resource}.html"), changed)
    yield "</urlset>\n"


def _url(address: str, changed: datetime | None) -> str:
    when = f"<lastmod>{timezone.localtime(changed).isoformat(timespec='seconds')}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{when}</url>\n"
