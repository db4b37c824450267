"""What a citizen does: arrive, find, read, on a desk and on a phone, with and without JavaScript."""

import re

import pytest

pytestmark = pytest.mark.e2e

WIDTHS = (1440, 1280, 390)


def in_menu(page) -> list[str]:
    """The addresses of the main menu, in its order."""
    return page.eval_on_selector_all("header nav a[href^='/']", "links => links.map(link => link.getAttribute('href'))")


def first_article(page) -> str:
    """The address of the first article linked from the page."""
    return page.locator("main a[href*='.html']").first.get_attribute("href")


@pytest.mark.parametrize("slug", ["nanjing", "xuanwu", "edu"])
@pytest.mark.parametrize("width", WIDTHS)
def test_home_fits_the_screen_without_sideways_scrolling(city, browser, slug, width):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(city.url(slug))

    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert wide <= 0


def test_citizen_walks_from_the_portal_to_an_article_without_javascript(city, browser):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()

    assert page.goto(city.url("nanjing")).status == 200
    column = next(address for address in in_menu(page) if address != "/")
    assert page.goto(city.url("nanjing", column)).status == 200
    page.goto(city.url("nanjing"))
    page.locator("main a[href*='.html']").first.click()

    assert re.search(r"/\d{6}/t\d{8}_\d+\.html$", page.url)
    shown = page.locator("article, main").first.inner_text()
    assert re.search(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", shown)
    context.close()


def test_search_finds_an_article_by_a_part_of_its_title(city, visitor):
    visitor.goto(city.url("nanjing"))
    title = visitor.locator("main a[href*='.html']").first.inner_text().strip()
    words = re.findall(r"[一-鿿]{4,}", title)[0][:4]

    visitor.fill("header input[name=q]", words)
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/search/**")

    assert visitor.locator("main mark").first.inner_text() in words + title
    assert visitor.locator("main a[href*='.html']").count() > 0


def test_unregistered_host_gets_421_and_a_public_host_has_no_back_end(city, visitor):
    assert visitor.goto(f"http://nowhere.localhost:{city.port}/").status == 421
    assert visitor.goto(city.url("nanjing", "/admin/")).status == 404


def test_public_pages_set_no_cookie_and_log_no_error(city, browser):
    context = browser.new_context()
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(city.url("nanjing"))
    for address in (in_menu(page)[1], first_article(page), "/search/?q=%E6%95%99%E8%82%B2", "/sitemap/"):
        page.goto(city.url("nanjing", address) if address.startswith("/") else address)

    assert context.cookies() == []
    assert troubles == []
    context.close()
