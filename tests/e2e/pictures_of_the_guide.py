"""The pictures of the guide for editors (编辑指南插图), taken from the running demo city: `make guide-pictures`.

Each is named in docs/guides/editors.md, and nothing is named there that is not taken here (tests/test_docs.py).
"""

import io
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "guides" / "images"
WIDE, HIGH = 1280, 860
QUALITY = 72
# Drawn around what a picture is about; it exists in the picture only.
MARK = "(each) => { each.style.outline = '3px solid #c2185b'; each.style.outlineOffset = '4px'; }"
# What would be another one in every picture: blinking carets, moving parts, the hour of the last save.
STILL = "*, *::before, *::after { transition: none !important; animation: none !important; caret-color: transparent !important }"


@dataclass(frozen=True)
class Shot:
    """One picture: its name, who looks (an account of the demo city), the way there, what is marked, how much of the
    page is kept (height in pixels)."""

    name: str
    who: str
    go: Callable[[Page, str], None]
    mark: str = ""
    height: int = HIGH


def at(path: str) -> Callable[[Page, str], None]:
    """Straight to a page of the back end."""
    return lambda page, admin: page.goto(admin + path) and None


def first(path: str, link: str, *more: Callable[[Page], None]) -> Callable[[Page, str], None]:
    """To a page, then behind its first link that looks like this."""

    def go(page: Page, admin: str) -> None:
        page.goto(admin + path)
        page.goto(page.locator(link).first.evaluate("each => each.href"))
        for step in more:
            step(page)

    return go


def tab(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("tab", name=name).click()


def write(page: Page, admin: str) -> None:
    """A piece of news as it is being written; not saved."""
    page.goto(admin + "resources/add/")
    page.goto(page.locator("a.kind-card[href*='/news/']").first.evaluate("each => each.href"))
    page.fill("input[name=title]", "玄武湖环湖步道完成夜间照明改造")
    page.locator("[data-contentpath=body] [contenteditable=true]").first.click()
    page.keyboard.type("环湖步道的夜间照明改造已经完成，自本周末起全线亮灯，市民夜间散步更加方便。")


def kind(name: str, *steps: Callable[[Page], None]) -> Callable[[Page, str], None]:
    """The empty form of a kind."""
    return first("resources/add/", f"a.kind-card[href*='/{name}/']", *steps)


def tick(page: Page, admin: str) -> None:
    page.goto(admin + "resources/")
    for number in range(3):
        page.locator("main table tbody input[type=checkbox]").nth(number).check()


def sign_in_page(page: Page, admin: str) -> None:
    page.context.clear_cookies()
    page.goto(admin)


SHOTS = (
    Shot("desk", "nanjing-editor", at("")),
    Shot("desk-of-a-reviewer", "nanjing-reviewer", at("")),
    Shot("kinds", "nanjing-editor", at("resources/add/")),
    Shot("writing", "nanjing-editor", write, mark="button[name=action-submit]"),
    Shot("policy", "nanjing-editor", kind("policy", tab("元数据"))),
    Shot("attachments", "nanjing-editor", kind("policy", tab("附件"))),
    Shot("columns-and-dates", "nanjing-editor", kind("news", tab("栏目"))),
    Shot("alternative-text", "nanjing-editor", at("images/add/"), mark="#id_description"),
    Shot("review", "nanjing-reviewer", first("", "main a[href*='/resources/read/']"), mark=".decision"),
    Shot("returned", "nanjing-writer", first("", "main a[href*='/resources/edit/'], main a[href*='/resources/read/']")),
    Shot("resources", "nanjing-editor", at("resources/")),
    Shot("many-at-once", "nanjing-editor", tick),
    Shot("library", "xuanwu-editor", at("library/?q=%E9%80%9A%E7%9F%A5")),
    Shot("repost", "xuanwu-editor", first("library/?q=%E9%80%9A%E7%9F%A5", "tr:not(:has-text('玄武')) a[href*='/library/']"), mark="select[name=column]"),
    Shot("columns", "nanjing-reviewer", first("columns/", "main a[href*='/admin/columns/']:has-text('通知公告')")),
    Shot("withdraw", "nanjing-publisher", first("resources/?state=published", "main a[href*='/resources/read/']", lambda page: page.goto(page.url.replace("/read/", "/withdraw/")) and None), mark="button.serious"),
    Shot("history", "nanjing-editor", first("resources/?state=published", "main a[href*='/resources/read/']", lambda page: page.goto(page.url.replace("/read/", "/history/")) and None)),
    Shot("sign-in", "", sign_in_page, height=720),
)  # fmt: skip


def take_all(port: int, password: str, folder: Path = FOLDER) -> list[Path]:
    """Every picture, from the city that runs at `port`; the files, old ones of other names removed."""
    from .conftest import FLAGS

    folder.mkdir(parents=True, exist_ok=True)
    admin = f"http://admin.localhost:{port}/admin/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        contexts: dict[str, BrowserContext] = {}
        made = []
        for shot in SHOTS:
            if shot.who not in contexts:
                contexts[shot.who] = _signed_in(browser, admin, shot.who, password)
            page = contexts[shot.who].new_page()
            made.append(_take(page, admin, shot, folder))
            page.close()
        browser.close()
    for old in set(folder.glob("*.webp")) - set(made):
        old.unlink()
    return made


def _signed_in(browser, admin: str, who: str, password: str) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": WIDE, "height": HIGH}, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
    )
    if who:
        page = context.new_page()
        page.goto(admin)
        page.fill("input[name=username]", who)
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
        page.close()
    return context


def _take(page: Page, admin: str, shot: Shot, folder: Path) -> Path:
    shot.go(page, admin)
    page.add_style_tag(content=STILL)
    if shot.mark:
        marked = page.locator(shot.mark).first
        marked.evaluate(MARK)
        marked.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    shown = page.screenshot(clip={"x": 0, "y": 0, "width": WIDE, "height": shot.height})
    file = folder / f"{shot.name}.webp"
    Image.open(io.BytesIO(shown)).convert("RGB").save(file, "WEBP", quality=QUALITY, method=6)
    return file


def _chromium() -> str:
    import shutil

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        raise SystemExit("Chromium is missing: sudo apt install chromium")
    return found


def main() -> None:
    """A demo city on a free port with data of its own; or the one that `E2E_CITY=port:folder` names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unified_platform.settings.lint")
    sys.path.insert(0, str(ROOT / "platform"))
    import django

    django.setup()
    from .conftest import running_city

    with tempfile.TemporaryDirectory(prefix="tongyuan-guide-") as folder, running_city(Path(folder)) as city:
        made = take_all(city.port, city.password)
    sys.stdout.write(f"{len(made)} pictures, {sum(each.stat().st_size for each in made) // 1024} KB, in {FOLDER}\n")


if __name__ == "__main__":
    main()
