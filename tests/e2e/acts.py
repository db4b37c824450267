"""What people do in several stories: choose, review, sign off, repost, withdraw, search."""

import re
import time
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

# The longest a reader waits after an act: one pass of the worker, with room for a busy machine.
SOON = 30


def choose(page: Page, name: str, text: str) -> None:
    """Choose the first option that contains `text`."""
    option = page.locator(f"select[name={name}] option", has_text=re.compile(re.escape(text))).first
    page.select_option(f"select[name={name}]", value=option.get_attribute("value"))


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=re.compile(name)).click()


def unfold(page: Page, heading: str, field: str) -> None:
    """Open a folded panel; its own script may still be folding it while the page settles."""
    panel = page.locator("section.w-panel", has=page.get_by_role("heading", name=heading))
    for _ in range(5):
        if panel.locator(field).is_visible():
            return
        panel.locator(".w-panel__toggle").first.click()
        page.wait_for_timeout(500)


def decide(page: Page, city, resource: str) -> None:
    """Approve what waits at the current step."""
    page.goto(f"{city.admin}resources/read/{resource}/")
    page.fill("textarea[name=remarks]", "同意。")
    page.locator(".decision__buttons button").first.click()
    expect(page.locator(".messages")).to_be_visible()


def sign_off(signed_in, city, resource: str) -> None:
    decide(signed_in("nanjing-reviewer"), city, resource)
    decide(signed_in("nanjing-publisher"), city, resource)


def repost(signed_in, city, site: str, title: str, column: str, summary: str = "") -> str:
    """Find it in the library, place it in the first column whose name matches `column`, let it pass; its address."""
    page = signed_in(f"{site}-editor")
    page.goto(f"{city.admin}library/?{urlencode({'q': title})}")
    page.get_by_role("link", name=title).first.click()
    page.wait_for_url("**/library/*/")
    option = page.locator("select[name=column] option", has_text=re.compile(column)).first
    page.select_option("select[name=column]", value=option.get_attribute("value"))
    page.fill("[name=summary]", summary)
    page.get_by_role("button", name=re.compile("转载")).click()
    page.locator(".places a[href*='/columns/']").first.click()

    approver = signed_in(f"{site}-reviewer")
    approver.goto(page.url)
    approver.get_by_role("button", name=re.compile("通过")).first.click()
    expect(approver.locator(".messages")).to_contain_text(title)
    row = approver.locator("tr", has_text=title).first
    return row.locator("a[href*='.html']").first.get_attribute("href")


def withdraw(signed_in, city, site: str, resource: str, note: str) -> None:
    """Take it down everywhere, with a word to readers."""
    page = signed_in(f"{site}-publisher")
    page.goto(f"{city.admin}resources/withdraw/{resource}/")
    page.fill("[name=note]", note)
    page.check("input[name=reason][value=withdrawn]")
    page.locator("button.serious").click()
    expect(page.locator(".messages")).to_be_visible()


def is_gone(visitor: Page, city, site: str, address: str, title: str) -> None:
    """410 under its address; no list, feed or search of the site names it any more."""
    assert visitor.goto(address).status == 410
    column = address.rsplit("/", 2)[0] + "/"
    assert title not in city.text(column)
    assert title not in city.text(column + "rss.xml")
    # What is searched for stands in the field again, so it must not be the whole title.
    eventually(lambda: not finds(city, site, title[:8], title), f"dropped from the search of {site}")


def eventually(condition, what: str) -> None:
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, f"not within {SOON} s: {what}"
        time.sleep(0.3)


def finds(city, slug: str, query: str, title: str) -> bool:
    page = city.text(city.url(slug, f"/search/?{urlencode({'q': query})}"))
    return title in re.sub(r"</?mark>", "", page)
