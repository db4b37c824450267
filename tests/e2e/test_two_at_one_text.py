"""Two people open one text in two browsers: nobody writes over what the other saved, and no word is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from .acts import open_tab

pytestmark = pytest.mark.e2e

FIRST, THEIRS, MINE = "关于调整公交线路的通知", "关于调整夜间公交线路的通知", "关于调整地铁接驳公交线路的通知"
WORDS = "自下月起调整三条公交线路。"
MY_WORDS = "新增的地铁接驳线每十分钟一班。"


def text(page: Page):
    return page.locator("[data-contentpath=body] [contenteditable=true]").first


def save(page: Page) -> None:
    page.locator("footer .action-bar button").first.click()


def dismiss_warning(page: Page) -> None:
    """Wagtail's own window, where it noticed the other one first; what counts is what the server says."""
    dialog = page.locator("#w-save-confirmation-dialog [data-w-dialog-target=confirm]")
    if dialog.is_visible():
        dialog.click()


@pytest.fixture
def draft(city, signed_in) -> str:
    """The address of a new draft of the writer's; she and the editor may both change it."""
    page = signed_in("nanjing-writer")
    page.goto(f"{city.admin}resources/add/")
    page.locator("a.kind-card[href*='/news/']").click()
    page.fill("input[name=title]", FIRST)
    text(page).click()
    page.keyboard.type(WORDS)
    open_tab(page, "栏目与排期")
    column = page.locator("select[name=origin] option").nth(1)
    page.select_option("select[name=origin]", value=column.get_attribute("value"))
    save(page)
    page.wait_for_url("**/resources/edit/*/")
    return page.url


def test_second_to_save_sees_both_texts_and_chooses(city, signed_in, draft):
    writer, editor = signed_in("nanjing-writer"), signed_in("nanjing-editor")
    writer.goto(draft)
    editor.goto(draft)

    editor.fill("input[name=title]", THEIRS)
    save(editor)
    expect(editor.locator(".messages")).to_contain_text(THEIRS)

    writer.fill("input[name=title]", MINE)
    text(writer).click()
    writer.keyboard.press("Control+End")
    writer.keyboard.type(MY_WORDS)
    save(writer)
    conflict = writer.locator(".conflict")
    dismiss_warning(writer)
    expect(conflict).to_be_visible()
    # Both words are there to compare, and hers still stand in the form.
    expect(conflict.locator("del").first).to_contain_text("夜间")
    expect(conflict.locator("ins").first).to_contain_text("地铁")
    expect(writer.locator("input[name=title]")).to_have_value(MINE)
    expect(text(writer)).to_contain_text(MY_WORDS)

    # Nothing of it is stored yet.
    editor.goto(draft)
    expect(editor.locator("input[name=title]")).to_have_value(THEIRS)

    conflict.locator("button[name=over]").click()
    dismiss_warning(writer)
    expect(writer.locator(".messages")).to_contain_text(MINE)
    editor.goto(draft)
    expect(editor.locator("input[name=title]")).to_have_value(MINE)
    expect(text(editor)).to_contain_text(MY_WORDS)

    # What the editor had saved stands in the history, word for word.
    pk = re.search(r"/edit/(\d+)/", draft)[1]
    editor.goto(f"{city.admin}resources/history/{pk}/revisions/compare/earliest...latest/")
    versions = editor.locator("select[name=a] option")
    assert versions.count() >= 3
    for number in range(versions.count()):
        value = versions.nth(number).get_attribute("value")
        editor.goto(f"{city.admin}resources/history/{pk}/revisions/compare/{value}...latest/")
        if "夜间" in editor.locator("main").inner_text():
            return
    raise AssertionError("what the editor saved is not in the history")
