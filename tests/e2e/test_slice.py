"""One document's whole life: written, reviewed, signed off, reposted, corrected, withdrawn, by the people who do it."""

import re
import time
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e

TITLE = "关于启用梧桐大道智慧路灯的通知"
CORRECTED = "关于启用梧桐大道智慧路灯的通知（更正）"
DOC_NO = "宁政办发〔2026〕9871号"
WORDS = "梧桐大道的智慧路灯自即日起启用，市民可以拨打服务热线报修。"
OWN_SUMMARY = "玄武区梧桐大道沿线的居民请留意路灯启用安排。"
# The longest a reader waits after an act: one pass of the worker, with room for a busy machine.
SOON = 30


@pytest.fixture(scope="module")
def story() -> dict:
    """What one step finds out for the next."""
    return {}


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
    expect(page.locator(".messages")).to_contain_text(TITLE[:8])


def sign_off(signed_in, city, resource: str) -> None:
    decide(signed_in("nanjing-reviewer"), city, resource)
    decide(signed_in("nanjing-publisher"), city, resource)


def eventually(condition, what: str) -> None:
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, f"not within {SOON} s: {what}"
        time.sleep(0.3)


def finds(city, slug: str, query: str, title: str) -> bool:
    page = city.text(city.url(slug, f"/search/?{urlencode({'q': query})}"))
    return title in re.sub(r"</?mark>", "", page)


def test_1_editor_writes_a_policy_document_and_two_others_make_it_public(city, signed_in, visitor, story):
    page = signed_in("nanjing-editor")
    page.goto(f"{city.admin}resources/add/")
    page.locator("a.kind-card[href*='/policy/']").click()

    page.fill("input[name=title]", TITLE)
    page.locator("[data-contentpath=body] [contenteditable=true]").first.click()
    page.keyboard.type(WORDS)
    open_tab(page, "元数据")
    page.fill("textarea[name=description]", "路灯启用安排")
    choose(page, "subject", "城市规划")
    choose(page, "genre", "通知")
    choose(page, "group", "政府办发文")
    page.fill("input[name=created_date]", "2026-11-20")
    unfold(page, "标识信息", "input[name=doc_no]")
    page.fill("input[name=doc_no]", DOC_NO)
    open_tab(page, "栏目与排期")
    column = page.locator("select[name=origin] option", has_text=re.compile("文件")).first
    page.select_option("select[name=origin]", value=column.get_attribute("value"))
    page.locator("button[name=action-submit]").click()
    page.wait_for_url("**/resources/read/*/")
    story["resource"] = re.search(r"/read/(\d+)/", page.url)[1]

    sign_off(signed_in, city, story["resource"])
    reader = signed_in("nanjing-editor")
    reader.goto(f"{city.admin}resources/read/{story['resource']}/")
    story["origin"] = reader.locator(".places a[href*='.html'], a[href*='/t20']").first.get_attribute("href")

    assert visitor.goto(story["origin"]).status == 200
    expect(visitor.locator("h1")).to_have_text(TITLE)
    expect(visitor.locator("main")).to_contain_text(WORDS)
    expect(visitor.locator("main")).to_contain_text(DOC_NO)
    assert visitor.locator("meta[name=ArticleTitle]").get_attribute("content") == TITLE
    for words in (DOC_NO, "宁政办发[2026]9871号", "智慧路灯"):
        eventually(lambda words=words: finds(city, "nanjing", words, TITLE), f"found by {words}")


def test_2_editor_of_xuanwu_finds_it_in_the_library_and_reposts_it(city, signed_in, visitor, story):
    page = signed_in("xuanwu-editor")
    page.goto(f"{city.admin}library/?q=智慧路灯")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url(f"**/library/{story['resource']}/")
    option = page.locator("select[name=column] option", has_text=re.compile("文件|政策")).first
    page.select_option("select[name=column]", value=option.get_attribute("value"))
    page.fill("[name=summary]", OWN_SUMMARY)
    page.get_by_role("button", name=re.compile("转载")).click()
    page.locator(".places a[href*='/columns/']").first.click()
    story["column"] = page.url

    approver = signed_in("xuanwu-reviewer")
    approver.goto(story["column"])
    approver.get_by_role("button", name=re.compile("通过")).first.click()
    expect(approver.locator(".messages")).to_contain_text(TITLE)
    story["repost"] = approver.locator("a[href*='xuanwu'][href*='.html']").first.get_attribute("href")

    assert story["repost"].endswith(f"_{story['resource']}.html")
    assert visitor.goto(story["repost"]).status == 200
    expect(visitor.locator("h1")).to_have_text(TITLE)
    expect(visitor.locator("main")).to_contain_text("南京市人民政府")
    assert visitor.locator("link[rel=canonical]").get_attribute("href") == story["origin"]
    assert visitor.locator(f"main a[href='{story['origin']}']").count() >= 1
    eventually(lambda: finds(city, "xuanwu", "智慧路灯", TITLE), "found on xuanwu")


def test_3_a_correction_shows_on_both_sites(city, signed_in, visitor, story):
    page = signed_in("nanjing-editor")
    page.goto(f"{city.admin}resources/edit/{story['resource']}/")
    page.fill("input[name=title]", CORRECTED)
    page.locator("button[name=action-submit]").click()
    page.wait_for_url("**/resources/read/*/")
    sign_off(signed_in, city, story["resource"])

    for address in (story["origin"], story["repost"]):
        visitor.goto(address)
        expect(visitor.locator("h1")).to_have_text(CORRECTED)


def test_4_withdrawn_at_the_origin_it_is_gone_on_both_sites(city, signed_in, visitor, story):
    page = signed_in("nanjing-publisher")
    page.goto(f"{city.admin}resources/withdraw/{story['resource']}/")
    page.fill("[name=note]", "路灯改期启用，另行通知。")
    page.check("input[name=reason][value=withdrawn]")
    page.locator("button.serious").click()
    expect(page.locator(".messages")).to_contain_text(CORRECTED)

    for slug, address in (("nanjing", story["origin"]), ("xuanwu", story["repost"])):
        assert visitor.goto(address).status == 410
        expect(visitor.locator("body")).to_contain_text("另行通知")
        column = address.rsplit("/", 2)[0] + "/"
        assert TITLE not in city.text(column)
        assert TITLE not in city.text(column + "rss.xml")
        eventually(lambda slug=slug: not finds(city, slug, "智慧路灯", CORRECTED), f"dropped from {slug}")
