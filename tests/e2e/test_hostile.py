"""Every attack of the real input through every door, and every page that shows it opened in a browser: none runs.

The content security policy is switched off for most of it: it is a second wall, and what it stops must not be there.
"""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlencode, urlsplit

import pytest
from playwright.sync_api import Page

from tests.factories.hostile import batches

from .acts import eventually
from .conftest import ROOT
from .watching import INSPECT, Watch

pytestmark = [pytest.mark.e2e, pytest.mark.realdata]
PLANT = "from tests.factories.hostile import main; main()"


@pytest.fixture(scope="module")
def payloads(realdata) -> list[str]:
    return json.loads((realdata / "hostile" / "xss-payloads.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def town(city, realdata) -> SimpleNamespace:
    """A website full of attacks, beside the others of the running city.

    While writing tests, `HOSTILE_TOWN=file` names what an earlier planting in the city of `E2E_CITY` said of itself.
    """
    if os.environ.get("HOSTILE_TOWN"):
        return SimpleNamespace(**json.loads(Path(os.environ["HOSTILE_TOWN"]).read_text()))
    file = realdata / "hostile" / "xss-payloads.json"
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, str(ROOT / "manage.py"), "shell", "-v", "0", "-c", PLANT],
        input=f"{file} hostile{uuid.uuid4().hex[:6]} {city.password}\n",
        cwd=ROOT, env=city.environ, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return SimpleNamespace(**json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture
def watched(browser, city, town) -> Iterator:
    """`watched("editor")` is a page of somebody who is watched for what runs in it; without a name, a visitor's."""
    contexts = []

    def open_page(who: str = "", *, wall: bool = False, **options) -> tuple[Page, Watch]:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="zh-CN", bypass_csp=not wall, **options
        )
        contexts.append(context)
        # A hundred blocks in one form take their time on a busy machine.
        context.set_default_timeout(120_000)
        watch = Watch(context)
        page = context.new_page()
        if who:
            page.goto(city.admin)
            page.fill("input[name=username]", town.people[who])
            page.fill("input[name=password]", city.password)
            page.click("button[type=submit]")
            page.wait_for_url("**/admin/")
        return page, watch

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def address(city, town):
    return lambda path: f"http://{town.host}:{city.port}{path}"


def test_watcher_sees_what_it_is_there_for(watched, address):
    """A watcher that finds nothing is worth what it would have found."""
    page, watch = watched()
    page.goto(address("/"))
    page.set_content(
        "<script>alert(1)</script><img src=x onerror=confirm(2)><a href='java\tscript:3'>x</a>"
        "<img src=https://attacker.example/x.png><svg onload=print()></svg><script>nothing.at.all()</script>"
    )
    page.wait_for_timeout(200)
    watch.visit_many(page, ["/robots.txt"])
    seen = " ".join(
        what for _where, what in [*watch.findings, *((page.url, odd) for odd in page.evaluate(INSPECT, True))]
    )

    for expected in (
        "FIRED alert 1", "FIRED confirm 2", "FIRED print", "asked for https://attacker.example/x.png", "nothing is not",
        "<img onerror>", "<svg onload>", "<a href=java\tscript:3>", "<script> alert(1)", "no page",
    ):  # fmt: skip
        assert expected in seen, (expected, seen)


def test_frames_run_what_windows_run(watched, address):
    page, watch = watched()
    page.goto(address("/"))
    page.route("**/planted", lambda route: route.fulfill(
        content_type="text/html", body="<img src=x onerror='alert(7)'><script>alert(8)</script>"
    ))  # fmt: skip

    watch.visit_many(page, ["/planted"])

    said = [what for _where, what in watch.findings]
    assert {"console: FIRED alert 7", "console: FIRED alert 8", "<img onerror>"} <= set(said)


def test_no_attack_runs_on_articles_lists_and_maps(watched, address, town, payloads):
    page, watch = watched()
    home = address("/")
    for path in ("/", "/sitemap/", "/topics/", *town.columns, *town.articles[:3], *town.articles[-2:]):
        watch.visit(page, address(path), strict=True)
    page.goto(home)
    lists = [f"{column}index_{number}.html" for column in town.columns for number in range(1, 17)]

    opened = watch.visit_many(page, [*town.articles, *lists])

    assert watch.findings == []
    assert opened >= len(payloads)


def test_no_attack_runs_on_searches_and_on_pages_for_what_is_not_there(watched, address, city, town, payloads):
    page, watch = watched()
    eventually(lambda: "<mark>" in city.text(address("/search/?q=alert")), "the attacks are found by the search")
    page.goto(address("/"))
    asked = [f"/search/?{urlencode({'q': each})}" for each in payloads[::4]]
    found = [f"/search/?q={word}&page={number}" for word in ("alert", "script", "onerror") for number in range(1, 11)]
    missing = [f"/{quote(each, safe='')}/" for each in payloads[::16]]

    watch.visit_many(page, [*found, *asked, *missing])

    assert watch.findings == []


def test_no_attack_runs_in_feeds_and_maps_for_machines(watched, city, address, town):
    """Opened as documents, which is more than a reader of feeds does with them."""
    page, watch = watched()
    paths = ["/rss.xml", "/atom.xml", *(f"{column}{form}.xml" for column in town.columns for form in ("rss", "atom"))]
    page.route(
        "**/*.xml",
        lambda route: route.fulfill(content_type="text/xml; charset=utf-8", body=city.text(route.request.url)),
    )

    for path in [*paths, "/sitemap.xml", "/sitemap-columns.xml", "/sitemap-1.xml"]:
        answer = page.goto(address(path))
        assert (answer.status, page.locator("parsererror").count()) == (200, 0), path

    assert watch.findings == []


def test_no_attack_runs_in_answers_of_the_api(watched, city, town, payloads):
    page, watch = watched(extra_http_headers={"Authorization": f"Bearer {town.token}"})
    path, told = "/api/library/v1/resources?size=100", 0
    while path:
        answer = page.goto(city.url("nanjing", path))
        assert answer.headers["content-type"] == "application/json", answer.text()
        body = answer.json()
        told += len(body["items"])
        path = body["next"] and urlsplit(body["next"])._replace(scheme="", netloc="").geturl()
        if told >= len(payloads):
            break

    assert watch.findings == []


def test_no_attack_runs_where_editors_write_read_and_compare(watched, city, town, payloads):
    """And none breaks an edit view: every block and every file is there to be worked on."""
    page, watch = watched("editor")
    for number, (pk, batch) in enumerate(zip(town.written, batches(payloads), strict=True)):
        watch.visit(page, f"{city.admin}resources/edit/{pk}/", strict=False)
        assert page.locator("[data-contentpath=body] [contenteditable=true]").count() == 2, pk
        assert page.locator("[data-contentpath=body] textarea[name$='-html']").count() == len(batch), pk
        assert page.input_value("input[name=title]") == batch[-1].replace("\0", "").strip()[:300], pk
        if number % 4 == 0:
            watch.visit(page, f"{city.admin}resources/history/{pk}/revisions/compare/live...latest/", strict=False)
            for view in ("read", "history", "preview-now"):
                watch.visit(page, f"{city.admin}resources/{view}/{pk}/", strict=False)

    assert watch.findings == []


def test_no_attack_runs_in_lists_media_choosers_and_registers(watched, city, town):
    editor, publisher, centre = (
        ["", "resources/", "resources/?p=3", "columns/", *(f"columns/{pk}/" for pk in town.column_ids), "documents/",
         "documents/?p=2", "images/", "images/?p=2", f"documents/edit/{town.documents[5]}/", f"images/{town.images[5]}/",
         "library/", "library/?p=2", "library/?q=alert", f"library/{town.written[0]}/", f"documents/usage/{town.documents[0]}/",
         "resources/choose/results/", "documents/chooser/results/", "images/chooser/results/", "organs/choose/results/",
         "reports/site-history/"],
        ["jobs/", f"jobs/{town.job}/", f"resources/withdraw/{town.written[0]}/", "resources/acts/describe/"],
        ["audit/", "people/", "classification/", f"classification/{town.vocabulary}/", "api_keys/", "organs/", "jobs/",
         "site-register/", "library/", *(f"classification/term/{pk}/" for pk in town.terms), "deliveries/"],
    )  # fmt: skip
    for who, paths in (("editor", editor), ("publisher", publisher), ("centre", centre)):
        page, watch = watched(who)
        for path in paths:
            watch.visit(page, city.admin + path, strict=False)
        assert watch.findings == [], who


def test_policy_has_nothing_to_stop(watched, address, town):
    """With the second wall up again: it is not hit once."""
    page, watch = watched(wall=True)
    for path in (
        "/",
        "/sitemap/",
        *town.columns,
        *town.articles[::200],
        "/search/?q=%3Cscript%3Ealert(1)%3C/script%3E",
    ):
        watch.visit(page, address(path), strict=True)

    assert watch.findings == []
