"""Reading answers the way a browser, a machine and an inspector would."""

from urllib.parse import urljoin, urlsplit

from django.test import Client
from lxml import html


class Visitor:
    """Somebody outside who visits one host."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.client = Client(HTTP_HOST=host)

    def get(self, path: str, **headers):
        """The answer, with all of it in `body`, streamed or not."""
        return read_all(self.client.get(path, headers=headers))

    def read(self, path: str, status: int = 200) -> html.HtmlElement:
        """The parsed page; fails when the answer has another status."""
        response = self.get(path)
        assert response.status_code == status, (path, response.status_code, response.headers.get("Location"))
        return html.document_fromstring(response.content.decode())

    def titles(self, path: str) -> list[str]:
        """The titles of the entries a page lists."""
        return [words(link) for link in self.read(path).cssselect("main .title")]


def read_all(response):
    """Takes in what is streamed, which also closes the file it comes from."""
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def meta(page: html.HtmlElement) -> list[tuple[str, str]]:
    """The named tags of a page, those of browsers left out."""
    tags = ((tag.get("name"), tag.get("content")) for tag in page.cssselect("meta[name]"))
    return [(name, content) for name, content in tags if name not in ("viewport", "robots")]


def links(page: html.HtmlElement, host: str) -> set[str]:
    """The paths on the page's own host that it links to."""
    found = set()
    for link in page.cssselect("a[href]"):
        parts = urlsplit(urljoin(f"http://{host}/", link.get("href")))
        if parts.hostname == host and not link.get("href").startswith("#"):
            found.add(parts.path)
    return found
