"The page in a real browser, in front of a real server"

import json, re, sys, time, urllib.request
from pathlib import Path

import pytest

import nanochat
from nanochat.gate import Keys

expect = pytest.importorskip('playwright.sync_api', reason='playwright is not installed').expect
expect.set_options(timeout=30_000)
STORY = 'Tell me a story.'
STATIC = Path(nanochat.__file__).parent/'static'

# Replaces the reply's stream, and nothing else, by one that the test steers
STEERED = r"""
const real = window.fetch;
window.sent = [];
window.fetch = (url, options = {}) => {
  if (!String(url).endsWith('chat')) return real(url, options);
  window.sent.push(JSON.parse(options.body));
  const body = new ReadableStream({ start(stream) {
    window.raw = (text) => stream.enqueue(new TextEncoder().encode(text));
    window.say = (event) => window.raw(`data: ${JSON.stringify(event)}\n\n`);
    options.signal.addEventListener('abort', () => { window.aborted = true; stream.error(new DOMException('stopped', 'AbortError')); });
  } });
  return Promise.resolve(new Response(body, { status: 200, headers: { 'Content-Type': 'text/event-stream' } }));
};
"""
# Every visible text whose contrast to its ground is below 4.5
FAINT = """() => {
  const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true }), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), faint = [];
  const paint = (colours) => { for (pen.fillStyle of ['#fff', ...colours]) pen.fillRect(0, 0, 1, 1); return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3); };
  const light = (colours) => paint(colours).map((v) => v / 255).map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], .05);
  for (let node; (node = texts.nextNode());) {
    const e = node.parentElement, grounds = [];
    if (!node.data.trim() || !e.checkVisibility({ visibilityProperty: true }) || e.closest('.visually-hidden, .skip, svg, :disabled')) continue;
    for (let a = e; a; a = a.parentElement) grounds.unshift(getComputedStyle(a).backgroundColor);
    const ratio = light(grounds) / light([...grounds, getComputedStyle(e).color]);
    if (Math.max(ratio, 1 / ratio) < 4.5) faint.push(node.data.trim().slice(0, 40));
  }
  return faint;
}"""
# Every visible control that a finger may miss
SMALL = """[...document.querySelectorAll('button, a, input, textarea')].filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches('.skip'))
  .filter((e) => Math.min(e.getBoundingClientRect().height, e.getBoundingClientRect().width) < 43.9).map((e) => e.outerHTML.slice(0, 80))"""
START = dict(type='start', id='r1', conversation='talk-1', model='embedded', seed=7, prompt_tokens=12, dropped_turns=0)

def end(text, reason='stop', tokens=3):
    return START | dict(type='end', response=text, finish_reason=reason, seconds=.5, usage=dict(prompt_tokens=12, completion_tokens=tokens, total_tokens=12 + tokens))

class Server:
    "`nanochat serve` in a process of its own"
    def __init__(self, home, serve, port, *options):
        code = 'import sys; from nanochat.cli import main; main(sys.argv[1:])'
        self.home, self.url = home, f'http://127.0.0.1:{port}/'
        self.start = lambda: setattr(self, 'process', serve([sys.executable, '-c', code, '--data-dir', str(home), 'serve', '--port', str(port), *options], self.url + 'healthz'))
        self.start()

    def stop(self): self.process.kill(); self.process.wait()

    def kept(self, name='chat_history'):
        "The lines of a file of the data folder"
        return [json.loads(line) for line in (self.home/f'{name}.jsonl').read_text(encoding='utf-8').splitlines()]

@pytest.fixture(scope='module')
def server(tmp_path_factory, serve, free_port): return Server(tmp_path_factory.mktemp('data'), serve, free_port)

@pytest.fixture(scope='module')
def endless(server):
    "Settings, remembered by the page, with which the reply to STORY goes on until it is cut. Each length is asked for once: what was asked before is known, and comes at once"
    for seed in range(20): # so wild that a reply hardly ever ends
        settings = dict(temperature=2, top_k=0, top_p=1, min_p=0, repetition_penalty=1, max_tokens=300, seed=seed)
        def cut(most): # in int8 a known prompt may round differently from a new one, so the second answer counts
            asked = urllib.request.Request(server.url + 'chat', json.dumps(settings | dict(message=STORY, max_tokens=most)).encode(), {'Content-Type': 'application/json'})
            with urllib.request.urlopen(asked) as answer: return json.load(answer)['finish_reason'] == 'length'
        if [cut(301), cut(302)][1]: return f"localStorage['nanochat.sampling'] ??= '{json.dumps(settings)}';"

@pytest.fixture
def visit(browser, server):
    "Opens the page; a complaint of the browser, or a request to elsewhere, fails the test at its end"
    contexts, complaints = [], []
    expected = re.compile(r'Failed to load resource: (the server responded with a status of (4|5)\d\d|net::ERR_(CONNECTION_|EMPTY_RESPONSE|INCOMPLETE_CHUNKED|INTERNET_DISCONNECTED))')
    def visit(width=1440, height=900, script='', path='', **options):
        contexts.append(context := browser.new_context(viewport=dict(width=width, height=height), **options))
        page = context.new_page()
        page.on('console', lambda m: m.type in ('error', 'warning') and not expected.match(m.text) and complaints.append(m.text))
        page.on('pageerror', lambda e: complaints.append(str(e)))
        page.on('request', lambda r: r.url.startswith((server.url, 'data:')) or complaints.append(f'elsewhere: {r.url}'))
        if script: page.add_init_script(script)
        page.goto(server.url + path)
        expect(page.locator('#model-chip')).to_be_visible()
        return page
    yield visit
    for context in contexts: context.close()
    assert complaints == []

def ask(page, text): page.fill('#message', text); page.press('#message', 'Enter')
def say(page, *events):
    for event in events: page.evaluate('event => say(event)', event)

def finished(page, count=1): expect(page.locator('.actions:visible')).to_have_count(count, timeout=120_000)
def button(page, name): return page.get_by_role('button', name=name, exact=True)
def box_holds(page, text): expect(page.locator('#message')).to_have_value(text)
def problem(page, text): expect(page.locator('.problem:visible')).to_contain_text(text)

# --- a conversation with the model

def test_a_reply_appears_piece_by_piece_and_a_reload_keeps_the_conversation(visit, server, endless):
    page = visit(script=endless)
    page.evaluate("""() => { window.lengths = new Set();
      new MutationObserver(() => lengths.add(document.querySelector('.streaming .text')?.textContent.length)).observe(document.querySelector('#log'), { childList: true, subtree: true }); }""")
    ask(page, STORY)
    finished(page)
    assert page.evaluate('lengths.size') > 5
    expect(page.locator('.facts')).to_contain_text(re.compile(r'cut at 300 tokens.*tokens/s.*seed \d+', re.DOTALL))
    expect(page.locator('#announcer')).to_have_text(re.compile(r'\S'))
    expect(page.locator('.context-text')).to_have_text(re.compile(r'^3\d\d / 512 tokens$'))
    reply = page.locator('.text').text_content()
    page.reload()
    expect(page.locator('.user-text')).to_have_text(STORY)
    assert page.locator('.text').text_content() == reply == server.kept()[-1]['assistant']
    ask(page, 'And then?')
    expect(page.locator('.dropped')).to_have_text('2 earlier turns no longer fit and are not seen by the model')
    finished(page, 2)

def test_escape_stops_the_model_too(visit, server, endless):
    page = visit(script=endless.replace('300', '299'))
    ask(page, STORY)
    expect(page.locator('.streaming .text')).not_to_be_empty()
    page.keyboard.press('Escape')
    expect(page.locator('.facts')).to_contain_text('stopped')
    deadline = time.monotonic() + 30
    while (last := server.kept()[-1])['finish_reason'] != 'cancelled' and time.monotonic() < deadline: time.sleep(.1)
    assert (last['user'], last['finish_reason']) == (STORY, 'cancelled') and last['assistant']

def test_ratings_and_corrections_reach_the_feedback(visit, server):
    page = visit()
    ask(page, 'Hello! How are you?')
    finished(page)
    good, bad, badge = button(page, 'Good reply'), button(page, 'Bad reply'), page.get_by_text('corrected – will be used for training')
    def judge(press):
        with page.expect_response('**/feedback'): press.click()
    judge(good)
    button(page, 'Correct').click()
    page.get_by_label('What should it have said?').fill('Quite well, thank you.')
    judge(button(page, 'Save correction'))
    expect(page.locator('.text:has(ins)')).to_have_text(re.compile(r'\S\sQuite well'))
    page.reload()
    expect(badge).to_be_visible()
    expect(good).to_have_attribute('aria-pressed', 'true')
    judge(button(page, 'Undo'))
    expect(badge).to_be_hidden()
    judge(bad); judge(bad)
    expect(good).to_have_attribute('aria-pressed', 'false')
    expect(bad).to_have_attribute('aria-pressed', 'false')
    judgements = [{k: v for k, v in line.items() if k not in ('timestamp', 'id')} for line in server.kept('feedback') if line['id'] == server.kept()[-1]['id']]
    assert judgements == [dict(rating=1), dict(correction='Quite well, thank you.'), dict(correction=None), dict(rating=-1), dict(rating=0)]

def test_the_keyboard_alone_sends_and_reaches_what_a_reply_offers(visit, server):
    page = visit(width=700)
    page.keyboard.press('Tab')
    expect(page.locator('#skip')).to_be_focused()
    page.keyboard.press('Enter')
    expect(page.locator('#message')).to_be_focused()
    page.keyboard.type('Sent by keys'); page.keyboard.press('Enter')
    finished(page)
    assert server.kept()[-1]['user'] == 'Sent by keys'
    page.locator('#scroller').focus()
    names = []
    for _ in range(6): page.keyboard.press('Tab'); names.append(page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()"))
    assert names == ['Edit message', 'Copy', 'Regenerate', 'Good reply', 'Bad reply', 'Correct']
    page.keyboard.press('Enter')
    expect(page.get_by_label('What should it have said?')).to_be_focused()

def test_the_bar_says_who_answers_and_what_goes_on(visit):
    page = visit(); expect(page.locator('#shape')).to_have_text('7.7M parameters, 4 layers, made in 2026.')
    now = dict(model='finetuned_20251112_101500.pt', model_kind='fine-tuned', device='cuda:0', waiting=3, training=dict(step=37, total=100))
    page.route('**/stats', lambda route: route.fulfill(json=route.fetch().json() | now)); page.reload()
    for words in 'fine-tuned 12 Nov', 'CUDA GPU', '3 waiting', 'learning 37 %': expect(page.locator('#model-chip')).to_contain_text(words)
    page.get_by_role('link', name='learning').click(); expect(page.locator('#finetune')).to_be_visible()
    page.locator('#model-chip a').first.click(); expect(page).to_have_url(re.compile('#/models/finetuned_20251112_101500.pt$'))

def test_a_server_that_died_and_came_back_loses_nothing(visit, server):
    page = visit()
    ask(page, 'Before the fall')
    finished(page)
    server.stop()
    ask(page, 'do not lose me')
    expect(page.locator('#banner')).to_be_visible()
    problem(page, 'The server is not answering')
    box_holds(page, 'do not lose me')
    server.start()
    page.evaluate("document.querySelector('#retry').click()") # unless the page has noticed by itself
    expect(page.locator('#banner')).to_be_hidden()
    page.reload()
    expect(page.locator('.user-text')).to_have_text('Before the fall')
    box_holds(page, 'do not lose me')
    page.press('#message', 'Enter')
    finished(page, 2)
    page.reload()
    finished(page, 2)
    box_holds(page, '')

@pytest.mark.parametrize('status', [503, 429])
def test_a_busy_server_shows_a_count_down(visit, status):
    page, busy = visit(), json.dumps(dict(error=dict(message='Busy.', type='server_error', param=None, code=None)))
    page.route('**/chat', lambda route: route.fulfill(status=status, headers={'Retry-After': '2'}, content_type='application/json', body=busy))
    ask(page, 'hello')
    expect(button(page, 'Try again in 2 s')).to_be_disabled()
    box_holds(page, 'hello')
    page.unroute('**/chat')
    button(page, 'Try again').click()
    finished(page)
    box_holds(page, '')

def test_how_a_reply_ended_is_told_and_its_seed_can_be_used_again(visit):
    page = visit(script=STEERED); ask(page, 'hello')
    say(page, START, end('', tokens=0)); expect(page.locator('.text.empty')).to_contain_text('chose to end at once')
    ask(page, 'again'); say(page, START | dict(id='r2'), dict(type='text', text='So'), end('So', 'length', 1) | dict(id='r2'))
    expect(page.locator('.facts').last).to_contain_text('cut at 1 token'); expect(page.locator('.text').last).to_have_text('So')
    page.get_by_role('button', name='seed 7').last.click()
    expect(page.get_by_label('Seed', exact=True)).to_be_visible(); expect(page.get_by_label('Seed', exact=True)).to_have_value('7')
    ask(page, 'with it'); assert page.evaluate('sent[2].seed') == 7

def test_what_is_refused_or_gone_is_told(visit):
    page, long = visit(), ' '.join(['word'] * 900)
    ask(page, long)
    problem(page, 'please shorten it')
    box_holds(page, long)
    page = visit(path='#/chat/no-such-talk')
    problem(page, 'no longer here')
    page.locator('.problem').get_by_role('button', name='New chat').click()
    expect(page.locator('#welcome')).to_be_visible()

def test_a_stream_that_breaks_keeps_its_text_and_offers_another_try(visit):
    page = visit(script=STEERED)
    ask(page, 'hello')
    say(page, START, dict(type='text', text='Half'), dict(type='error', error=dict(message='The model ran out of memory.')))
    problem(page, 'ran out of memory')
    expect(page.locator('.text')).to_have_text('Half')
    box_holds(page, 'hello')
    button(page, 'Try again').click()
    expect(page.locator('.exchange')).to_have_count(1)
    box_holds(page, '')

def test_enter_sends_pieces_are_shown_at_once_and_stop_keeps_them(visit):
    page = visit(script=STEERED)
    page.fill('#message', 'one')
    for key in dict(isComposing=True), dict(keyCode=229): page.dispatch_event('#message', 'keydown', dict(key='Enter') | key) # ends a word in Japanese, not the message
    page.press('#message', 'Shift+Enter'); page.type('#message', 'two'); page.press('#message', 'Enter')
    say(page, START)
    expect(page.locator('.waiting')).to_have_text('Reading 12 tokens')
    for part in ': ping\r\n\r\ndata: {"type":"text",', '"text":"Half "}\r\n\r\n': page.evaluate('part => raw(part)', part)
    expect(page.locator('.text')).to_have_text('Half ')
    ask(page, 'typed meanwhile')
    assert page.evaluate('sent.map(request => request.message)') == ['one\ntwo']
    page.wait_for_timeout(350) # until then, Stop takes a click for the second half of a double click on Send
    button(page, 'Stop').click()
    expect(page.locator('.facts')).to_contain_text('stopped')
    assert page.evaluate('aborted') and page.locator('.text').text_content() == 'Half '
    box_holds(page, 'typed meanwhile')

def test_markup_stays_text(visit):
    page, markup = visit(script=STEERED), '<img src=x onerror=alert(1)><script>alert(2)</script><b>&amp;'
    ask(page, markup)
    say(page, START, dict(type='text', text=markup), end(markup))
    finished(page)
    for text in '.user-text', '.text': expect(page.locator(text)).to_have_text(markup)
    assert page.locator('#log :is(img, script, b)').count() == 0

def test_only_a_reader_at_the_bottom_is_scrolled_along(visit):
    page, scroller = visit(script=STEERED, height=700), 'document.querySelector("#scroller")'
    at_bottom = f'(s => s.scrollTop > 0 && s.scrollHeight - s.clientHeight - s.scrollTop < 2)({scroller})'
    ask(page, 'hello')
    say(page, START, dict(type='text', text='line\n' * 80))
    page.wait_for_function(at_bottom)
    page.mouse.move(700, 300); page.mouse.wheel(0, -600)
    expect(page.locator('#jump')).to_be_visible()
    page.wait_for_timeout(300) # the wheel comes to rest
    before = page.evaluate(f'{scroller}.scrollTop')
    say(page, dict(type='text', text='more\n' * 20))
    page.wait_for_timeout(300)
    assert page.evaluate(f'{scroller}.scrollTop') == before
    page.click('#jump')
    page.wait_for_function(at_bottom)

def test_a_server_with_keys_asks_for_one_and_then_answers(browser, server):
    keys, context = Keys(server.home), browser.new_context()
    key, page = keys.new('ada'), context.new_page()
    try:
        page.goto(server.url)
        dialog = page.get_by_role('dialog', name='This server asks for a key')
        for attempt in 'nc-wrong', key:
            expect(dialog).to_be_visible()
            page.get_by_label('Whoever runs it').fill(attempt); page.keyboard.press('Enter')
            if attempt != key: expect(page.locator('#key-problem')).to_have_text('this key is not known here')
        expect(dialog).to_be_hidden()
        expect(page.locator('#conversations')).to_have_text('Your conversations will be listed here.') # and nobody else's
        ask(page, 'It is me.')
        finished(page)
        page.reload()
        finished(page)
        expect(dialog).to_be_hidden()
        assert (server.kept()[-1]['user'], server.kept()[-1]['owner']) == ('It is me.', 'ada')
    finally: keys.remove('ada'); context.close()

# --- looks, and what is remembered

def test_the_page_is_small_strict_and_says_what_is_kept(visit, server):
    with urllib.request.urlopen(server.url) as answer: html, policy = answer.read().decode(), answer.headers['Content-Security-Policy']
    assert "default-src 'self'" in policy and 'unsafe' not in policy and not re.search(r'<script(?![^>]*src=)|\son\w+=|\sstyle=|https?://', html)
    page = visit()
    assert 50_000 < sum(f.stat().st_size for f in STATIC.iterdir() if f.suffix in ('.js', '.css')) < 150 * 2**10 and page.locator('h1').count() == 1
    for words in 'GPT-2', 'often be wrong', str(server.home/'chat_history.jsonl'), 'Nothing leaves this computer': expect(page.locator('#welcome')).to_contain_text(words)

@pytest.mark.parametrize('width, height', [(1440, 900), (768, 1024), (390, 844)])
def test_nothing_sticks_out_and_all_can_be_read(visit, width, height):
    page = visit(width, height, script=STEERED, color_scheme='light', has_touch=width < 500)
    faint = page.evaluate(FAINT)
    ask(page, 'W' * 300)
    say(page, START, end('x' * 400, 'length', 128))
    ask(page, 'two')
    say(page, START, dict(type='error', error=dict(message='The model ran out of memory.')))
    problem(page, 'memory')
    for scheme in 'light', 'dark':
        page.emulate_media(color_scheme=scheme)
        for opener in '#open-sidebar', '#open-settings':
            if not page.locator(opener).is_visible(): continue
            page.click(opener)
            page.wait_for_timeout(300)
            faint += page.evaluate(FAINT)
            assert page.evaluate('document.documentElement.scrollWidth <= innerWidth')
            if width < 500: assert [e for e in page.evaluate(SMALL) if 'type="checkbox"' not in e] == [] # its label is large enough
            covers = page.evaluate("document.querySelector('main').inert")
            page.keyboard.press('Escape')
            if covers: expect(page.locator(opener)).to_be_focused()
        assert page.evaluate('(s => s.scrollWidth <= s.clientWidth)(document.querySelector("#scroller"))')
        assert page.evaluate('document.body.getBoundingClientRect().height === innerHeight')
    assert faint == [] and covers == (width < 1180)

def test_the_theme_is_the_systems_until_the_reader_wants_the_other(visit):
    page, ground = visit(color_scheme='light', reduced_motion='reduce'), 'getComputedStyle(document.body).backgroundColor'
    light = page.evaluate(ground)
    page.emulate_media(color_scheme='dark')
    assert page.evaluate(ground) != light
    button(page, 'Switch to light theme').click()
    page.reload()
    assert page.evaluate(ground) == light
    button(page, 'Switch to dark theme').click()
    assert page.evaluate("localStorage['nanochat.theme'] === undefined && document.getAnimations().length === 0")

def test_settings_are_sent_and_kept(visit):
    page = visit(script=STEERED)
    page.click('#open-settings')
    button(page, 'Wild').click()
    for field, value in ('Seed', '42'), ('Longest reply', '9999'): page.get_by_label(field, exact=True).fill(value)
    ask(page, 'hello')
    assert page.evaluate('sent[0]') == dict(message='hello', after='', temperature=1.3, top_k=0, top_p=1, min_p=.02, repetition_penalty=1, max_tokens=512, newline=True, seed=42, stream=True)
    page.reload()
    expect(page.locator('#preset-name')).to_have_text('Wild')
    button(page, 'Reset Temperature').click(); expect(page.locator('#setting-temperature')).to_have_value('0.5'); expect(page.locator('#setting-temperature')).to_be_focused()
    expect(button(page, 'Reset Temperature')).to_be_hidden(); expect(page.locator('#preset-name')).to_have_text('Custom')
    page.get_by_label('A reply ends with its line').uncheck(); ask(page, 'more'); assert page.evaluate('[sent[0].newline, sent[0].temperature, sent[0].top_k]') == [False, .5, 0]

def test_what_a_setting_is_refused_for_stands_beside_it(visit):
    page = visit(); page.click('#open-settings')
    page.route('**/chat', lambda route: route.fulfill(status=400, json=dict(error=dict(message='top_p: too small, not 0.0', type='invalid_request_error', param='top_p', code=None))))
    ask(page, 'hello'); expect(page.locator('[data-name="top_p"] .problem-text')).to_have_text('top_p: too small, not 0.0'); expect(page.locator('#setting-top_p')).to_have_attribute('aria-invalid', 'true')
