"""What does somebody try who knows HTML and HTTP? Markup in every field, and requests that no page offers."""

from typing import Final

from playwright.sync_api import BrowserContext, Page

MARKUP: Final = '"><img src=x onerror="window.ran=1"><script>window.ran=1</script>{{7*7}}${7*7}<b>gras</b>&amp;\'--'
"""Executed, it sets `ran`; read as markup, it leaves an image of source x; read as a template, it says 49."""

NOTE_VIOLATIONS: Final = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.blockedURI));
"""
POST: Final = """async ([address, fields]) => {
    const body = new URLSearchParams(fields);
    body.set("csrf", document.querySelector("[name=csrf]").value);
    const answer = await fetch(address, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [answer.status, page.querySelector("main").innerText];
}"""


def note_violations(context: BrowserContext) -> None:
    """Have every page note what its policy stopped: also what was stopped was markup that got in."""
    context.add_init_script(NOTE_VIOLATIONS)


def check_nothing_ran(page: Page) -> None:
    """Fail when the page took what somebody typed for markup, a script or a template."""
    assert page.evaluate("window.ran === undefined")
    assert [] == page.evaluate("window.violations")
    assert 0 == page.locator("img[src='x']").count()
    assert 0 == page.locator("main script").count()
    assert MARKUP.replace("{{7*7}}", "49") not in page.content()


def post(page: Page, address: str, **fields: str) -> tuple[int, str]:
    """Post a form that the page does not offer, with its own CSRF token; return status and what is said."""
    status, said = page.evaluate(POST, [address, fields])
    return status, " ".join(said.split())
