"The page at twice the text size, on a narrow screen, and what its bar says"

import re

import pytest

from test_page import START, STEERED, ask, end, expect, finished, say, server, visit # noqa: F401 (fixtures too)

VIEWS = dict(chat='Chat', finetune='Fine-tune', inside='Look inside', models='Models', stats='Stats')
# What lies over what: any two visible controls of the bars and the message box whose boxes meet
OVERLAPS = """() => {
  const parts = [...document.querySelectorAll('.topbar :is(h1, a, button), #composer :is(textarea, button), .hint')].filter((e) => e.checkVisibility({ visibilityProperty: true }));
  const box = (e) => e.getBoundingClientRect(), meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  return parts.flatMap((a, i) => parts.slice(i + 1).filter((b) => !a.contains(b) && !b.contains(a) && meet(box(a), box(b))).map((b) => `${a.outerHTML.slice(0, 60)} over ${b.outerHTML.slice(0, 60)}`));
}"""
FITS = "document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('.page, .scroller')].every((e) => e.scrollWidth <= e.clientWidth)"

def all_fits(page):
    "Nothing sticks out or lies over something else, in any view"
    for view, name in VIEWS.items():
        page.get_by_role('link', name=name, exact=True).click()
        expect(page.locator(f'[data-panel={view}]')).to_be_visible()
        assert page.evaluate(OVERLAPS) == [] and page.evaluate(FITS), view
    page.get_by_role('link', name='Chat', exact=True).click()
    for part in '#message', '#send': assert page.locator(part).evaluate('e => e.getBoundingClientRect().bottom <= innerHeight && e.getBoundingClientRect().right <= innerWidth')

def test_text_twice_as_large_fits(browser, chromium, server): # noqa: F811
    large = browser.browser_type.launch(executable_path=chromium, args=['--no-sandbox', '--blink-settings=defaultFontSize=32,defaultFixedFontSize=26'])
    try:
        page = large.new_page(viewport=dict(width=1440, height=900))
        page.goto(server.url)
        expect(page.locator('#model-chip')).to_be_visible()
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == '32px'
        all_fits(page)
    finally: large.close()

@pytest.mark.parametrize('width, height, scale', [(720, 450, 2), (610, 800, 1), (320, 640, 1)])
def test_the_bars_fit(visit, width, height, scale): all_fits(visit(width, height, device_scale_factor=scale)) # noqa: F811

def test_on_a_narrow_screen_the_views_lie_below_and_make_room_for_the_keyboard(visit): # noqa: F811
    page = visit(390, 844, has_touch=True, is_mobile=True)
    below = "document.querySelector('.views').getBoundingClientRect().top >= document.querySelector('#composer').getBoundingClientRect().bottom"
    assert page.evaluate(below)
    page.locator('#message').tap()
    page.set_viewport_size(dict(width=390, height=480)) # the keyboard
    expect(page.locator('.views')).to_be_hidden()
    assert page.locator('#composer').evaluate('e => e.getBoundingClientRect().bottom <= innerHeight')

def test_the_bar_names_the_model_and_what_goes_on(visit): # noqa: F811
    page = visit()
    def told(route):
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | dict(model='finetuned_20251112_101500.pt', model_kind='fine-tuned', waiting=3, training=dict(step=74, total=200)))
    page.route('**/stats', told)
    page.reload()
    expect(page.locator('#model-chip')).to_have_text(re.compile(r'fine-tuned 12 Nov 10:15\s+·?\s*CPU\s+·?\s*3 waiting\s+learning 37 %'), use_inner_text=False)
    for name, place in ('learning 37 %', '#/finetune'), ('fine-tuned 12 Nov', '#/models/finetuned_20251112_101500.pt'): expect(page.locator('#model-chip').get_by_role('link', name=name)).to_have_attribute('href', place)

def test_what_can_be_done_with_a_reply_is_shown_on_the_last_one_and_where_the_reader_is(visit): # noqa: F811
    page = visit(script=STEERED)
    for n, text in enumerate(('One', 'Two'), 1):
        ask(page, text)
        say(page, START | dict(id=f'r{n}'), end(text) | dict(id=f'r{n}'))
        finished(page, n)
    page.mouse.move(5, 500)
    feet = [page.locator('.reply-foot').nth(n) for n in (0, 1)]
    for foot, shown in zip(feet, '01'): expect(foot).to_have_css('opacity', shown)
    page.locator('[data-action=copy]').first.focus()
    expect(feet[0]).to_have_css('opacity', '1')
    expect(page.locator('.hint')).to_be_hidden() # who has sent a message knows how
