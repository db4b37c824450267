"""One document's whole life: written, reviewed, signed off, reposted, corrected, withdrawn, by the people who do it."""

import re

import pytest
from playwright.sync_api import expect

from .acts import choose, eventually, finds, is_gone, open_tab, repost, sign_off, unfold, withdraw

pytestmark = pytest.mark.e2e

TITLE = "关于启用梧桐大道智慧路灯的通知"
CORRECTED = "关于启用梧桐大道智慧路灯的通知（更正）"
DOC_NO = "宁政办发〔2026〕9871号"
WORDS = "梧桐大道的智慧路灯自即日起启用，市民可以拨打服务热线报修。"
OWN_SUMMARY = "玄武区梧桐大道沿线的居民请留意路灯启用安排。"


@pytest.fixture(scope="module")
def story() -> dict:
    """What one step finds out for the next."""
    return {}


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
    story["repost"] = repost(signed_in, city, "xuanwu", TITLE, "文件|政策", OWN_SUMMARY)

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
    withdraw(signed_in, city, "nanjing", story["resource"], "路灯改期启用，另行通知。")

    for slug, address in (("nanjing", story["origin"]), ("xuanwu", story["repost"])):
        is_gone(visitor, city, slug, address, CORRECTED)
        expect(visitor.locator("body")).to_contain_text("另行通知")
