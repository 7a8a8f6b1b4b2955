"What holds on every view of the page: size, reach, zoom, no network, no fault that axe finds; and threads of 500 messages"

import re
from importlib import resources
from pathlib import Path

import pytest

import nanochat
from test_page import FAINT, START, STEERED, ask, end, expect, say, server, visit # noqa: F401 (fixtures too)

STATIC = Path(nanochat.__file__).parent/'static'
VIEWS = dict(chat='Chat', finetune='Fine-tune', inside='Look inside', models='Models', stats='Stats')
SIZES = (1440, 900), (768, 1024), (390, 844)
SEVERE = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
  .filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120))}`)"""
# Elements that stick out of the page, and controls that lie under others
WIDE = "document.documentElement.scrollWidth - innerWidth"

@pytest.fixture(scope='module')
def axe():
    package = pytest.importorskip('axe_playwright_python', reason='axe is not installed')
    return (resources.files(package)/'axe.min.js').read_text(encoding='utf-8')

@pytest.fixture(scope='module')
def talk(server):
    "A conversation of two exchanges, one of them corrected"
    import json, urllib.request
    def post(path, **body):
        asked = urllib.request.Request(server.url + path, json.dumps(body).encode(), {'Content-Type': 'application/json'})
        with urllib.request.urlopen(asked) as answer: return json.load(answer)
    first = post('chat', message='Hello! How are you?', seed=1); post('feedback', id=first['id'], correction='Quite well.', rating=1)
    return post('chat', message='What do you like?', seed=2, conversation=first['conversation'])

def address(view, talk): return f"#/{view}" + {'chat': f"/{talk['conversation']}", 'inside': f"/{talk['id']}"}.get(view, '')
def settled(page, view):
    "Waits until a view has what it shows"
    shown = dict(chat='.actions', finetune='#data-counts', inside='#inside-body :is(button, td)', models='#models-body a', stats='#stats-body :is(dd, td)')[view]
    expect(page.locator(f'[data-panel="{view}"] {shown}').first).to_be_visible(); page.wait_for_load_state('networkidle')

def test_the_page_weighs_little_and_makes_no_html_of_words():
    files = [*STATIC.glob('*.js'), *STATIC.glob('*.css')]
    assert 100_000 < sum(f.stat().st_size for f in files) < 150 * 2**10
    for f in files: assert not re.search(r'innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|https?://(?!www\.w3\.org)', f.read_text(encoding='utf-8')), f.name

@pytest.mark.parametrize('view', VIEWS)
@pytest.mark.parametrize('scheme', ['light', 'dark'])
@pytest.mark.parametrize('width,height', SIZES)
def test_every_view_can_be_reached_read_and_pressed(visit, axe, talk, view, scheme, width, height):
    page = visit(width, height, path=address(view, talk), color_scheme=scheme, has_touch=width < 800); settled(page, view)
    assert page.evaluate(WIDE) <= 0 and page.evaluate(FAINT) == []
    assert page.get_by_role('main').count() == page.get_by_role('banner').count() == page.locator('h1').count() == 1
    page.evaluate(axe); assert page.evaluate(SEVERE) == []

@pytest.mark.parametrize('opener,name', [('#open-settings', 'Sampling'), ('?', 'Keys')])
def test_what_opens_over_the_page_has_no_fault_either(visit, axe, talk, opener, name):
    page = visit(390, 844, path=address('chat', talk)); settled(page, 'chat')
    if opener == '?': page.locator('#scroller').focus(); page.keyboard.press('?')
    else: page.click(opener)
    expect(page.get_by_role('heading', name=name, exact=True)).to_be_visible(); page.wait_for_timeout(300) # it slides in
    page.evaluate(axe); assert page.evaluate(SEVERE) == [] and page.evaluate(WIDE) <= 0

@pytest.mark.parametrize('view', VIEWS)
def test_letters_twice_as_large_still_fit(chromium, talk, server, view): # noqa: F811
    from playwright.sync_api import sync_playwright # another browser: this is a setting of the whole
    import concurrent.futures
    def look():
        with sync_playwright() as p:
            browser = p.chromium.launch(executable_path=chromium, args=['--no-sandbox', '--disable-dev-shm-usage', '--blink-settings=defaultFontSize=32,defaultFixedFontSize=26'])
            page = browser.new_page(viewport=dict(width=1440, height=900)); page.goto(server.url + address(view, talk))
            page.locator(f'[data-panel="{view}"]').first.wait_for(); page.wait_for_load_state('networkidle')
            found = page.evaluate(WIDE), page.evaluate("getComputedStyle(document.documentElement).fontSize"), view != 'chat' or page.locator('#send').is_visible() and page.locator('#message').bounding_box()['width'] > 400
            browser.close(); return found
    with concurrent.futures.ThreadPoolExecutor(1) as other: assert other.submit(look).result() == (0, '32px', True)

def test_every_view_opens_without_a_network_once_the_page_is_there(visit):
    page = visit(); page.wait_for_load_state('networkidle'); page.wait_for_timeout(1500) # the rest comes when there is time
    page.context.set_offline(True)
    for view, name in VIEWS.items():
        page.get_by_role('navigation', name='Views').get_by_role('link', name=name).click()
        expect(page.get_by_role('main')).to_have_attribute('data-panel', view) if view != 'chat' else expect(page.locator('#message')).to_be_visible()
    page.context.set_offline(False)

def long_talk(count): # as GET /conversations/<id> tells it
    said = [dict(id=f'e{n}', user=f'Question {n}?', assistant='An answer of a few words. '*(1 + n%9), after=f'e{n-1}' if n else '', timestamp='2025-11-20T18:11:00', model='embedded', seed=n,
                 finish_reason='stop', completion_tokens=30, seconds=.5, rating=0, correction=None, excluded=False) for n in range(count)]
    return dict(id='long', title='Long', leaf=f'e{count-1}' if count else '', tokens=100, dropped_turns=0, exchanges=said)

def changes(visit, count): # noqa: F811
    "What one more token changes in a thread of so many exchanges: the kinds and places of all changes in the page, over fifty tokens"
    page = visit(script=STEERED)
    page.route('**/conversations/long', lambda route: route.fulfill(json=long_talk(count)))
    page.evaluate("location.hash = '#/chat/long'"); expect(page.locator('.exchange')).to_have_count(count)
    ask(page, 'One more?'); say(page, START | dict(conversation='long'), dict(type='text', text='So'))
    expect(page.locator('.streaming .text')).to_have_text('So')
    return page, page.evaluate("""async () => { const seen = [];
      const watcher = new MutationObserver((records) => seen.push(...records.map((r) => `${r.type} ${r.target.className ?? ''} ${r.attributeName ?? ''}`)));
      watcher.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      for (let n = 0; n < 50; n += 1) { say({ type: 'text', text: ' and' }); await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); }
      return seen.filter((what) => !what.includes('announcer')); }""")

def test_a_token_changes_as_much_in_a_long_thread_as_in_an_empty_one(visit): # noqa: F811
    few, many = (changes(visit, count)[1] for count in (0, 500))
    assert set(few) == set(many) and 0 < len(many) <= len(few) + 5 and all('text' in what for what in many)

def test_five_hundred_exchanges_are_all_there_and_the_newest_is_in_sight(visit): # noqa: F811
    page, _ = changes(visit, 500)
    assert page.locator('.user-text').all_text_contents() == [*(f'Question {n}?' for n in range(500)), 'One more?']
    box = page.locator('.streaming .text').bounding_box(); assert 0 < box['y'] < 900
    say(page, end('So' + ' and'*50)); expect(page.locator('.exchange').last.locator('.actions')).to_be_visible()
