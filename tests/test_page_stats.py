"Stats and logging in, in a real browser: against answers that the test makes up, and against the server's own"

import json, re, socket
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from nanochat.chatlog import ChatLog, Exchange
from nanochat.gate import Keys
from test_page import FAINT, SMALL, Server, ask, button, expect, finished, visit # noqa: F401 (a fixture too)

TUNED = 'finetuned_20251120_181100.pt'
STATS = dict(model=TUNED, model_kind='fine-tuned', parameters=7_700_000, context=512, layers=4, heads=5, width=320, made='2025-11-20', device='cpu', dtype='int8', active=2, waiting=3, tokens_per_second=412.3, uptime=7200., written_tokens=100,
             cache_bytes=61_000_000, chats=1234, conversations=56, version='0.1.0', data_dir='/somewhere/data', local=True, training=dict(step=37, total=200), rules=dict(rate='30/minute', log_api=True, keys=False, hosts=['box', 'localhost']))
MODELS = [dict(name=name, ratings=ratings) for name, ratings in ((TUNED, dict(up=21, down=3, replies=140)), ('embedded', dict(up=0, down=0, replies=0)))]

@pytest.fixture(scope='module')
def server(tmp_path_factory, serve):
    "A server with rules of its own; something was said to it"
    home = tmp_path_factory.mktemp('data')
    for n in range(3): ChatLog(home).add(Exchange(f'What comes after {n}?', f'{n + 1} comes after it.', conversation=f'talk-{n}', model='embedded'))
    with socket.socket() as s: s.bind(('127.0.0.1', 0)); port = s.getsockname()[1]
    return Server(home, serve, port, '--rate-limit', '30/minute', '--log-api')

@pytest.fixture
def stand(visit, server): # noqa: F811
    "Opens a view before made-up answers: {'GET stats': …}, each JSON, or (status, error); what is asked is kept in `page.asked`, and time passes when the test says so"
    def stand(answers={}, path='#/stats', **options):
        page = visit(**options)
        page.answers, page.asked = {'GET stats': STATS, 'GET models': dict(active=TUNED, models=MODELS)} | answers, []
        def answer(route):
            asked = f"{route.request.method} {route.request.url.removeprefix(server.url)}"
            page.asked.append((asked, route.request.post_data_json))
            if asked not in page.answers: return route.continue_()
            told = page.answers[asked]
            if isinstance(told, tuple): route.fulfill(status=told[0], json=dict(error=dict(type='invalid_request_error', code=None, param=None, message=told[1])))
            else: route.fulfill(json=told(route.request.post_data_json) if callable(told) else told)
        page.route(re.compile(re.escape(server.url) + '(stats|models|conversations|import)$'), answer)
        page.clock.install()
        page.goto(server.url + path); page.reload()
        return page
    return stand

def card(page, title): return page.locator('.card', has=page.get_by_role('heading', name=title, exact=True))
def tile(page, name, text): expect(page.locator('#stats .tiles > div', has=page.get_by_text(name, exact=True)).locator('dd')).to_have_text(text, use_inner_text=True)
def asked(page, what): return [body for name, body in page.asked if name == what]
def polled(page): return len(asked(page, 'GET stats'))

def test_tiles_tell_what_goes_on_and_a_line_the_last_minute(stand):
    page = stand()
    for name, text in {'Model': 'Tuned 20 Nov 18:11', 'Tokens a second': '412.3', 'Writing now': '2', 'Waiting in line': '3', 'Running for': '2.0 h', 'Memory of caches': '61 MB', 'Fine-tune': 'step 37 of 200',
                       'Exchanges kept': '1,234', 'Conversations kept': '56', 'Where': 'This computer'}.items(): tile(page, name, text)
    expect(page.locator('#stats-model')).to_have_attribute('href', f'#/models/{TUNED}')
    expect(page.locator('#stats-body')).to_contain_text('7,700,000 parameters, 4 layers of 5 heads, 320 numbers wide, 512 tokens in sight, made in 2025-11-20')
    rows = "rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    assert page.locator('#stats-ratings tr').evaluate_all(rows) == [['Tuned 20 Nov 18:11', '140', '21', '3'], ['Built in', '0', '0', '0']]
    for written in 160, 280, 5: # the last is of another model, which counts anew
        page.answers['GET stats'] = STATS | dict(written_tokens=written, chats=written, training=None)
        page.clock.run_for(2000)
        tile(page, 'Exchanges kept', str(written))
    line = [float(point.split(',')[1]) for point in page.locator('#stats-spark').get_attribute('points').split()]
    assert line == [19]*27 + [10, 1, 19]
    expect(page.locator('.tiles > div:visible', has_text='step 37')).to_have_count(0)

def test_it_asks_every_two_seconds_while_it_is_looked_at(stand):
    page = stand()
    tile(page, 'Waiting in line', '3')
    page.evaluate("getSelection().selectAllChildren(document.querySelector('[data-stat=hosts]'))")
    before = polled(page)
    for _ in range(3): page.clock.run_for(2000); page.wait_for_timeout(100)
    assert polled(page) == before + 3 and page.evaluate('String(getSelection())') == 'box, localhost' # what a reader selects stays selected
    page.get_by_role('link', name='Models', exact=True).click()
    before = polled(page)
    for _ in range(3): page.clock.run_for(2000); page.wait_for_timeout(100)
    assert polled(page) <= before + 1 # the top bar asks too, but seldom

def test_a_server_that_fails_is_told_until_it_answers(stand):
    page = stand({'GET stats': (500, 'a fault in the server')})
    expect(page.locator('#stats-problem')).to_have_text('a fault in the server')
    page.answers['GET stats'] = STATS
    page.clock.run_for(2000)
    tile(page, 'Waiting in line', '3')
    expect(page.locator('#stats-problem')).to_be_hidden()

def test_a_chat_is_counted_and_the_rules_are_the_servers(visit, server): # noqa: F811
    page = visit()
    ask(page, 'Hello')
    finished(page)
    page.get_by_role('link', name='Stats').click()
    expect(page.get_by_role('heading', level=2, name='Stats')).to_be_focused()
    expect(page).to_have_title('Stats – NanoGPT Chat')
    for name, text in {'Model': 'Built in', 'Exchanges kept': '4', 'Conversations kept': '4', 'Waiting in line': '0', 'Where': 'This computer'}.items(): tile(page, name, text)
    expect(page.locator('#stats-ratings tr')).to_have_text(re.compile(r'Built in\s*4\s*0\s*0'))
    rules = card(page, 'Rules of this server')
    for words in 'may ask for: 30/minute.', '--rate-limit', 'is kept in the log too', '127.0.0.1, ::1, localhost', 'No key is asked for.', str(server.home.resolve()): expect(rules).to_contain_text(words)
    for words in 'not kept', 'Everybody needs a key': expect(rules.get_by_text(words)).to_be_hidden()
    expect(button(page, 'Log out')).to_be_hidden()

# --- what is kept

def test_everything_can_be_taken_along(stand, server):
    page = stand()
    expect(page.get_by_role('link', name='Export everything')).to_have_attribute('download', '')
    assert page.get_by_role('link', name='Export everything').evaluate('link => link.href') == server.url + 'export'

def test_a_file_is_imported_in_pieces_and_what_is_refused_is_told(stand, tmp_path):
    lines = [json.dumps(dict(id=f'e{n}', user='ünï "quoted" ' + 'x'*n)) for n in range(120)]
    (tmp_path/'all.jsonl').write_text('\n\n'.join(lines), encoding='utf-8')
    page = stand({'POST import': lambda told: dict(added=len(told['lines']) - 2, known=2, refused=0)})
    tile(page, 'Waiting in line', '3')
    def choose():
        with page.expect_file_chooser() as chosen: button(page, 'Import …').click()
        chosen.value.set_files(tmp_path/'all.jsonl')
    before = len(asked(page, 'GET conversations'))
    choose()
    expect(page.get_by_text('Exchanges added: 114; here already: 6; lines refused: 0.')).to_be_visible()
    pieces = [body['lines'] for body in asked(page, 'POST import')]
    assert sum(pieces, []) == lines and max(map(len, pieces)) <= 200
    assert len(asked(page, 'GET conversations')) == before + 1 # the list is read anew
    page.answers['POST import'] = (507, 'The disk is full.')
    choose()
    expect(page.locator('#stats-note')).to_have_text('The disk is full.')
    page.clock.run_for(2000); page.wait_for_timeout(100)
    expect(page.locator('#stats-note')).to_be_visible()

@pytest.mark.parametrize('models, words', [([TUNED], 'These models have learned from them'), ([], 'No model has learned from them.')])
def test_everything_is_deleted_after_a_second_press_and_who_learned_from_it_is_named(stand, models, words):
    page = stand({'DELETE conversations': dict(deleted=12, models=models)}, path='#/chat/talk-0')
    finished(page)
    page.fill('#message', 'never sent')
    page.get_by_role('link', name='Stats').click()
    delete = button(page, 'Delete all my data')
    def press_twice():
        delete.click(); page.click('#delete-confirm')
        expect(page.locator('#delete-problem')).to_have_text('Nothing brings them back. Press Delete once more to go on.')
    press_twice(); page.keyboard.press('Escape') # thought better of it
    press_twice()
    assert asked(page, 'DELETE conversations') == []
    page.answers['GET conversations'] = dict(conversations=[])
    page.click('#delete-confirm')
    expect(delete).to_be_focused()
    told = page.get_by_role('status').filter(has_text='Exchanges deleted: 12.')
    expect(told.get_by_text(words)).to_be_visible()
    assert [link.get_attribute('href') for link in told.get_by_role('link').all()] == [f'#/models/{name}' for name in models]
    assert len(asked(page, 'DELETE conversations')) == 1
    expect(page.locator('.conversation-link')).to_have_count(0)
    page.get_by_role('link', name='Chat', exact=True).click() # nothing is left there either
    expect(page.locator('#welcome')).to_be_visible()
    expect(page.locator('#message')).to_have_value('')

# --- logging in

@pytest.fixture
def elsewhere(tmp_path):
    "A page of somebody else's, on another port"
    with ThreadingHTTPServer(('127.0.0.1', 0), partial(SimpleHTTPRequestHandler, directory=tmp_path)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f'http://127.0.0.1:{server.server_port}/'
        server.shutdown()

def test_a_key_is_handed_in_once_and_no_script_ever_sees_it_again(browser, server, elsewhere):
    keys, context = Keys(server.home), browser.new_context()
    key, page, urls = keys.new('ada'), context.new_page(), []
    page.on('request', lambda request: urls.append(request.url))
    stored = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])'
    try:
        page.add_init_script("localStorage['nanochat.key'] ??= JSON.stringify('nc-old')") # from an earlier version, and no longer good
        page.goto(server.url + '#/stats')
        dialog = page.get_by_role('dialog', name='This server asks for a key')
        expect(dialog).to_be_visible()
        page.get_by_label('Whoever runs it').fill(f' {key} '); page.keyboard.press('Enter')
        expect(dialog).to_be_hidden()
        tile(page, 'Exchanges kept', '0') # hers, not everybody's
        expect(card(page, 'Rules of this server')).to_contain_text('Everybody needs a key.')
        assert str(server.home) not in page.locator('body').inner_text()
        cookie, = context.cookies()
        assert cookie['httpOnly'] and cookie['sameSite'] == 'Strict' and cookie['name'] == f"nanochat-{server.url.rstrip('/').rpartition(':')[2]}" and not cookie['secure']
        page.evaluate('delete localStorage["nanochat.key"]') # the script above has put it back
        assert 'nc-' not in page.evaluate(stored) and key not in ' '.join(urls)
        refused, other = (lambda: page.evaluate("fetch('stats').then((answer) => answer.json()).then((told) => told.refused)")), context.new_page()
        other.goto(elsewhere) # the same site to a browser, which does send the cookie from here
        before = refused()
        for method, path in ('GET', 'conversations'), ('POST', 'finetune/pause'): other.evaluate("([method, url]) => fetch(url, { method, mode: 'no-cors', credentials: 'include' }).catch(() => {})", [method, server.url + path])
        assert refused() == before + 2
        assert page.goto(server.url + 'openapi.json').status == 200 # a link, as the one to export everything, brings the cookie too
        page.go_back()
        button(page, 'Log out').click()
        expect(dialog).to_be_visible()
        assert context.cookies() == []
    finally: keys.remove('ada'); context.close()

def test_a_key_that_an_earlier_version_kept_is_used_once_and_forgotten(browser, server):
    keys, context = Keys(server.home), browser.new_context()
    key, page = keys.new('ada'), context.new_page()
    try:
        page.goto(server.url + 'static/icon.svg')
        page.evaluate("key => { localStorage['nanochat.key'] = JSON.stringify(key); }", key)
        for _ in range(2): # the second time the cookie is enough
            page.goto(server.url)
            expect(page.locator('#model-chip')).to_be_visible()
            expect(page.get_by_role('dialog')).to_have_count(0)
            assert page.evaluate("localStorage['nanochat.key']") is None
            page.goto('about:blank')
    finally: keys.remove('ada'); context.close()

# --- looks

@pytest.mark.parametrize('width, height', [(1440, 900), (390, 844)])
def test_stats_fit_and_can_be_read(stand, width, height):
    page = stand({'DELETE conversations': dict(deleted=12, models=[TUNED]), 'GET stats': STATS | dict(data_dir='/x' * 80, rules=STATS['rules'] | dict(keys=True))}, width=width, height=height, color_scheme='light', has_touch=width < 500)
    button(page, 'Delete all my data').click()
    for _ in range(2): page.click('#delete-confirm')
    expect(page.locator('#stats-learned a')).to_be_visible()
    for scheme in 'light', 'dark':
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(150)
        assert page.evaluate(FAINT) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth && (e => e.scrollWidth <= e.clientWidth)(document.querySelector('#stats'))")
        assert page.evaluate("[...document.querySelectorAll('#stats :is(.card, table, code)')].every((e) => !e.checkVisibility() || e.getBoundingClientRect().right <= innerWidth)")
        if width < 500: assert page.evaluate(SMALL) == []
