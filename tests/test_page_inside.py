"Look inside in a real browser: against answers that the test makes up, and against the server's own"

import base64, csv, io, json, random, re, urllib.request

import pytest, torch

from nanochat.generate import Sampling, considered
from nanochat.lens import shade
from test_page import FAINT, SMALL, button, expect, server, visit, finished # noqa: F401 (fixtures too)

TEXTS = ['⟨end⟩', 'User', ':', '␣Hi', '↵', 'Assistant', ':', '␣I', '␣like', '␣<b>', '⟨e2⟩', '.', '↵']
PROMPT, V, LAYERS, HEADS = 7, 40, 2, 3
SETTINGS = dict(temperature=.5, top_k=8, top_p=.9, min_p=0., repetition_penalty=1.1, presence_penalty=0., frequency_penalty=0., logit_bias=[], max_tokens=128)

def token(at, prompt=PROMPT, more=0.):
    "The token at a place: its number is 100 more than the place"
    said = None if at == 0 else dict(chance=2**-(at%5 + more), surprise=at%5 + more, unsure=1.5, rank=at%5 + 1)
    top = [dict(token=100 + at + n, text=TEXTS[at] if n == 0 else f'␣other{n}', before=.5/2**n, after=.6/2**n if n < 4 else 0.) for n in range(10)]
    return dict(token=100 + at, text=TEXTS[at%len(TEXTS)], part='prompt' if at < prompt else 'reply', top=top if at >= max(1, prompt) else []) | (said or dict(chance=None, surprise=None, unsure=None, rank=None))

def look(id='r1', prompt=PROMPT, more=0., **changed):
    tokens = [token(at, prompt, more) for at in range(len(TEXTS))]; n = len(TEXTS)
    guesses = dict(first=0, texts=[[(TEXTS[1:] + ['␣more'])[at] if depth == LAYERS else f'g{depth}' for at in range(n)] for depth in range(LAYERS + 1)], chances=[[(depth + 1)/4]*n for depth in range(LAYERS + 1)], came=[[.1]*(n - 1) + [None]]*(LAYERS + 1))
    return dict(id=id, conversation='talk', user='Hi', reply=prompt, model='embedded', kind='embedded', layers=LAYERS, heads=HEADS, vocabulary=V, context=512, total=n, first=0, prompt=prompt, settings=SETTINGS, seed=7, perplexity=7.3, tokens=tokens, guesses=guesses) | changed

def shares(asked):
    "Each place looks at the one before it, mostly"
    n = len(TEXTS); one = [[0 if to > at else 255 if at == 0 else 204 if to == at - 1 else round(51/at) for to in range(n)] for at in range(n)]
    return bytes(sum(one, [])) * (1 if 'layer' in asked else LAYERS*HEADS)

LOGITS = [3*random.Random(n).gauss(0, 1) for n in range(V)]

def scores(asked):
    packed = base64.b64encode(torch.tensor(LOGITS).numpy().astype('<f4').tobytes()).decode()
    return dict(at=asked['at'], written=[3, 5, 3], barred=[1], logits=packed, texts={str(t): f'␣t{t}' for t in range(V)}, settings=SETTINGS)

@pytest.fixture
def stand(visit, server): # noqa: F811
    "Opens the view before made-up answers: {'inspect': …}, each JSON, a function of what is asked, or (status, error, seconds); what is asked is kept in `page.asked`"
    def stand(path='#/inside/r1', answers=(), **options):
        page, page_asked = visit(**options), []
        models = [dict(name=name, kind='base') for name in ('embedded', 'tuned.pt', 'gpt2.pt')]
        page.answers, page.asked = {'inspect': lambda asked: look(asked.get('id'), model=asked.get('model') or 'embedded'), 'inspect/scores': scores, 'models': dict(active='embedded', models=models)} | dict(answers), page_asked
        def answer(route):
            what = route.request.url.removeprefix(server.url); asked = route.request.post_data_json if route.request.method == 'POST' else None
            page_asked.append((what, asked))
            if what == 'inspect/attention': return route.fulfill(body=shares(asked), content_type='application/octet-stream', headers={'X-Nanochat-Side': str(len(TEXTS))})
            if what.startswith('inspect/code/'): return route.fulfill(json=dict(name=what[13:], notebook='01b_lens.ipynb', source=f'def {what[13:]}(): <b>'))
            told = page.answers[what]; told = told(asked) if callable(told) else told
            if isinstance(told, tuple): route.fulfill(status=told[0], json=dict(error=dict(type='x', code=None, param=None, message=told[1])), headers={'Retry-After': str(told[2])} if told[2] else {})
            else: route.fulfill(json=told)
        page.route(re.compile(re.escape(server.url) + '(inspect|models)'), answer)
        page.goto(server.url + path)
        if path.endswith('r1'): expect(page.locator('#guesses tr')).to_have_count(LAYERS + 2)
        return page
    return stand

def chips(page): return page.locator('#chips button')
def ground(locator): return tuple(map(int, re.findall(r'\d+', locator.evaluate('e => getComputedStyle(e).backgroundColor'))[:3]))
def panel(page, name): return page.get_by_role('region', name=name, exact=True)
def quiet(page): page.wait_for_timeout(600); return len(page.asked)

# --- token by token

def test_tokens_are_shown_as_they_are_and_chosen_by_keys_and_pointer(stand):
    page = stand()
    assert chips(page).locator('code').all_text_contents() == TEXTS and page.locator('#chips b').count() == 0
    expect(page.locator('#inside-what')).to_have_text('Read by embedded: the last 13 of 13 tokens, 7 of them the prompt')
    expect(page.locator('#perplexity')).to_have_text('perplexity 7.3 · 2.9 bits a token')
    for at, chance in ((8, 2**-3), (9, 2**-4), (10, 1)): assert max(abs(a - int(shade(chance)[0][n:n+2], 16)) for a, n in zip(ground(chips(page).nth(at)), (1, 3, 5))) <= 1 # a half may be rounded either way
    assert len({ground(chips(page).nth(at)) for at in range(PROMPT)}) == 1
    assert chips(page).nth(8).inner_text().split() == ['␣like', '13']
    chosen = page.locator('#chips [aria-current]')
    expect(chosen).to_have_text('␣I25')
    chosen.focus()
    for key, at in (('ArrowRight', 8), ('ArrowRight', 9), ('ArrowLeft', 8), ('ArrowDown', 9), ('ArrowUp', 8)):
        page.keyboard.press(key)
        expect(chips(page).nth(at)).to_be_focused()
    assert page.evaluate("[...document.querySelectorAll('#chips button')].filter((e) => e.tabIndex === 0).length") == 1
    expect(page.locator('#token-facts')).to_have_text('13 % likely, guess number 4. Surprise 3.0 bits, expected 1.5 bits.')
    page.keyboard.press('Home')
    chips(page).nth(11).hover()
    expect(page.locator('#token-text')).to_have_text('.')
    page.locator('#inside-what').hover()
    expect(page.locator('#token-text')).to_have_text('␣like')
    chips(page).nth(0).click()
    expect(page.locator('#token-facts')).to_have_text('Nothing came before it.')
    expect(page.get_by_text('The model read this token')).to_be_visible()

def test_an_alternative_sends_the_reply_another_way(stand):
    page = stand()
    page.evaluate("import('./static/inside-hub.js').then(({ on }) => { on.branch = (asked) => (window.branched ??= []).push(asked); })")
    chips(page).nth(9).focus()
    page.keyboard.press('Tab'); page.keyboard.press('Tab'); page.keyboard.press('Enter')
    page.locator('#token-others button').nth(3).click()
    assert page.evaluate('branched') == [dict(conversation='talk', replaces='r1', prefix=2, then=then) for then in (110, 112)]
    assert page.locator('#token-others small').all_text_contents()[3:5] == ['6 % → 8 %', '3 % → out']
    widths = page.locator('#token-others i').evaluate_all('all => all.map((e) => e.style.width)')
    assert widths[:4] == ['50%', '60%', '25%', '30%']

def test_a_text_can_be_looked_into_and_nothing_branches(stand):
    page = stand('#/inside', {'inspect': lambda asked: look(None, 0)})
    page.fill('#inside-text', 'Any <i>text</i>')
    button(page, 'Look inside').click()
    expect(chips(page)).to_have_count(len(TEXTS))
    assert ('inspect', dict(text='Any <i>text</i>')) in page.asked
    chips(page).nth(3).click()
    expect(page.locator('#token-others button').first).to_be_disabled()

def test_what_is_not_shown_is_said_and_a_busy_server_is_asked_again(stand):
    page = stand('#/inside', {'inspect': (503, 'Somebody else is looking inside.', 2)})
    page.evaluate("location.hash = '#/inside/r1'")
    expect(page.locator('#inside-wait')).to_have_text('Somebody else is looking inside. Asked again in 1 s.')
    page.answers['inspect'] = lambda asked: look(total=410, first=397)
    expect(page.locator('#inside-what')).to_have_text('Read by embedded: the last 13 of 410 tokens, 7 of them the prompt')
    expect(page.locator('#inside-wait')).to_be_hidden()
    page.answers['inspect'] = (404, 'There is no such reply.', 0)
    page.evaluate("location.hash = '#/inside/r2'")
    expect(page.locator('#inside-problem')).to_have_text('There is no such reply.')
    expect(chips(page)).to_have_count(13)

def test_another_model_is_compared_bit_by_bit(stand):
    page = stand()
    neutral = ground(chips(page).nth(0))
    def read_by(model): page.select_option('#inside-compare', model)
    read_by('embedded')
    expect(page.locator('#compare-sum')).to_have_text('For embedded it is 0.0 bits likelier in all: perplexity 7.3, not 7.3.')
    assert {ground(chips(page).nth(at)) for at in range(PROMPT, 13)} == {(240, 240, 240)}
    for more, sign, words in ((2, '-2.0', 'less likely'), (-2, '2.0', 'likelier')):
        page.answers['inspect'] = lambda asked: look(more=more, model='tuned.pt', perplexity=9.)
        read_by('tuned.pt')
        expect(page.locator('#compare-sum')).to_have_text(f'For tuned.pt it is 12.0 bits {words} in all: perplexity 9.0, not 7.3.')
        red, _, blue = ground(chips(page).nth(9))
        assert (red > blue) == (more > 0) and ground(chips(page).nth(0)) == neutral
        expect(chips(page).nth(9).locator('small')).to_have_text(sign)
    chips(page).nth(9).focus()
    expect(page.locator('#token-facts')).to_contain_text('6 % likely (25 % for the other model)')
    page.answers['inspect'] = (400, 'This reply is not in the vocabulary of gpt2.pt.', 0)
    read_by('gpt2.pt')
    expect(page.locator('#inside-problem')).to_have_text('This reply is not in the vocabulary of gpt2.pt.')
    expect(page.locator('#inside-compare')).to_have_value('')

# --- the playground

def test_the_sampler_is_pythons_own(visit): # noqa: F811
    page, dice, cases = visit(), random.Random(0), []
    for n in range(200):
        settings = dict(temperature=dice.choice((0., .3, .7, 1., 1.6)), top_k=dice.choice((0, 1, 5, 30, 99)), top_p=dice.choice((1., .95, .6, .05)), min_p=dice.choice((0., 0., .02, .3)), repetition_penalty=dice.choice((1., 1.1, 1.7, .8)),
                        presence_penalty=dice.choice((0., .5)), frequency_penalty=dice.choice((0., -.3)), logit_bias=[[dice.randrange(50), dice.uniform(-4, 4)]] if n%3 == 0 else [])
        cases.append(dict(logits=[dice.gauss(0, 3) for _ in range(50)], settings=settings, written=[dice.randrange(50) for _ in range(n%9)], barred=dice.sample(range(50), n%4)))
    found = page.evaluate("cases => import('./static/sampler.js').then(({ considered }) => cases.map((c) => [...considered(c.logits, c.settings, c.written, c.barred)]))", cases)
    for case, chances in zip(cases, found):
        settings = Sampling(**case['settings'] | dict(logit_bias=tuple(map(tuple, case['settings']['logit_bias']))))
        wanted = torch.zeros(50).scatter(-1, *considered(torch.tensor(case['logits']), settings, case['written'], case['barred']))
        torch.testing.assert_close(torch.tensor(chances, dtype=torch.float32), wanted, atol=1e-5, rtol=0)

def test_sliders_redraw_what_could_come_and_ask_nothing(stand):
    page = stand()
    expect(page.locator('#dice-bars li')).to_have_count(10)
    asked = quiet(page)
    def told(**changed):
        after = torch.zeros(V).scatter(-1, *considered(torch.tensor(LOGITS), Sampling(**SETTINGS | dict(logit_bias=()) | changed), [3, 5, 3], [1]))
        best = sorted(range(V), key=lambda t: -LOGITS[t])[:10]
        return [(f'␣t{t}', 'out' if not after[t] else '<1 %' if after[t] < .005 else f'{int(100*after[t] + .5)} %') for t in best]
    def shown(): return [(row.locator('code').text_content(), row.locator('small').text_content().split(' → ')[1]) for row in page.locator('#dice-bars li').all()]
    assert shown() == told()
    page.locator('#dice [name=top_k]').fill('0'); page.locator('#dice [name=top_p]').fill('1')
    page.locator('#dice [name=temperature]').focus()
    for _ in range(10): page.keyboard.press('ArrowRight')
    assert shown() == told(top_k=0, top_p=1., temperature=1.)
    expect(page.locator('#dice-sum')).to_contain_text(f'{V - 1} of {V} tokens can come')
    assert quiet(page) == asked
    button(page, 'As the reply was written').click()
    expect(page.locator('#dice label', has_text='Temperature').locator('output')).to_have_text('0.5')
    assert shown() == told()

# --- attention, and the lens

def test_every_head_can_be_seen_and_none_looks_ahead(stand):
    page = stand()
    heads = page.locator('#heads button')
    expect(heads).to_have_count(LAYERS*(HEADS + 1))
    expect(page.locator('#head-name')).to_have_text('Layer 2, head 3')
    heads.nth(4).focus()
    page.keyboard.press('ArrowRight'); page.keyboard.press('ArrowLeft'); page.keyboard.press('Enter')
    expect(page.locator('#head-name')).to_have_text('Layer 2, average')
    assert ('inspect/attention', dict(id='r1', layer=2, head=0)) in page.asked
    page.get_by_role('button', name='Layer 1, head 2').click()
    expect(page.locator('#head-name')).to_have_text('Layer 1, head 2')
    chips(page).nth(9).focus()
    assert page.locator('#head-words small').all_text_contents() == ['2']*8 + ['80', '2', '', '', '']
    assert page.locator('#head-lines path').evaluate_all('all => all.filter((e) => e.attributes.opacity.value > .5).length') == 1
    page.locator('#head-words button').nth(12).hover()
    expect(page.locator('#token-text')).to_have_text('↵')
    expect(page.locator('#head-words small').nth(11)).to_have_text('80')
    canvas, n = page.locator('#head-map canvas'), len(TEXTS)
    image = pytest.importorskip('PIL.Image').open(io.BytesIO(canvas.screenshot())).convert('RGB'); cell = image.width/n
    def colours(at, to): return {image.getpixel((int((to + x)*cell), int((at + y)*cell))) for x in (.3, .5, .7) for y in (.2, .35, .5, .65, .8)}
    blue = lambda r, g, b: b - r > 12 # noqa: E731
    assert all(blue(*c) for at in range(1, n) for c in colours(at, at - 1))
    ahead = set().union(*(colours(at, to) for at in range(n) for to in range(at + 1, n)))
    assert len(ahead) > 1 and not any(blue(*c) for c in ahead) # hatched

def test_the_last_row_of_the_lens_is_what_the_model_guessed(stand):
    page = stand()
    rows = page.locator('#guesses tr')
    assert rows.nth(0).locator('th').all_text_contents() == ['After', *TEXTS] and rows.locator('th[scope=row]').all_text_contents() == ['Words alone', 'Layer 1', 'Layer 2']
    assert rows.last.locator('code').all_text_contents()[PROMPT - 1:-1] == [t['top'][0]['text'] for t in look()['tokens'][PROMPT:]]
    assert page.locator('#guesses .came').count() == len(TEXTS) - 1
    expect(page.get_by_role('table', name='Rows are depths')).to_be_visible()

# --- files, words, fit

# Files are caught before they reach the disk
CAUGHT = "const make = URL.createObjectURL; URL.createObjectURL = (blob) => { window.blob = blob; return make(blob); }; HTMLAnchorElement.prototype.click = function () { window.file = this.download; };"

def test_every_panel_explains_itself_and_can_be_taken_along(stand):
    page = stand(script=CAUGHT)
    chips(page).nth(9).click(); page.select_option('#inside-compare', 'tuned.pt')
    expect(page.locator('#compare-sum')).to_be_visible(); quiet(page)
    def saved(section, kind):
        section.get_by_role('button', name=f'Download {kind.upper()}').click()
        page.wait_for_function("kind => window.file?.endsWith(kind)", arg=kind)
        name, data = page.evaluate("blob.arrayBuffer().then((data) => [file, [...new Uint8Array(data)]])"); page.evaluate('window.file = null')
        return name, bytes(data)
    names, lines = [], []
    for section in page.locator('#inside-body > section').all():
        section.get_by_text('What is this?').click()
        expect(section.locator('.plot-foot p')).to_be_visible()
        section.get_by_text('Show the code').click()
        expect(section.locator('.plot-foot pre')).to_contain_text(re.compile('# 01b_lens.ipynb.*def .*<b>', re.S))
        name, data = saved(section, 'csv')
        rows = list(csv.DictReader(data.decode().splitlines())); lines.append(len(rows)); names.append(name)
        name, data = saved(section, 'png')
        assert data[:8] == b'\x89PNG\r\n\x1a\n' and len(data) > 2000
        if len(lines) == 1: assert rows[9]['text'] == '␣<b>' and rows[0]['chance'] == '' and float(rows[9]['likelier']) == 0 and set(rows[0]) == {'token', 'text', 'part', 'chance', 'surprise', 'unsure', 'rank', 'elsewhere', 'likelier'}
    n = len(TEXTS)
    assert lines == [n, n, V, n*(n + 1)//2, n*(LAYERS + 1)]
    assert names == ['Token by token r1.csv', 'Surprise r1.csv', 'Playground r1.csv', 'Attention, Layer 2, head 3 r1.csv', 'Logit lens r1.csv']

@pytest.mark.parametrize('width, height', [(1440, 900), (768, 1024), (390, 844)])
def test_it_fits_and_can_be_read(stand, width, height):
    page = stand(width=width, height=height, color_scheme='light', has_touch=width < 500)
    chips(page).nth(9).click()
    expect(page.locator('#dice-bars li')).to_have_count(10)
    for scheme in 'light', 'dark':
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(150)
        assert page.evaluate(FAINT) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth && document.querySelector('#inside').scrollWidth <= document.querySelector('#inside').clientWidth")
    if width < 500: assert page.evaluate(SMALL) == []
    unnamed = page.evaluate("[...document.querySelectorAll('#inside :is(button, a, input, textarea, select, [tabindex=\"0\"])')].filter((e) => !(e.ariaLabel || e.labels?.length || e.getAttribute('aria-labelledby') || e.textContent.trim())).map((e) => e.outerHTML)")
    assert unnamed == []

# --- the whole way, before the real server

def test_a_real_reply_is_looked_into(visit, server): # noqa: F811
    pytest.importorskip('nanochat.inside')
    def ask(path, **body): return json.load(urllib.request.urlopen(urllib.request.Request(server.url + path, json.dumps(body).encode(), {'Content-Type': 'application/json'})))
    told = ask('chat', message='Hello! How are you?', seed=3)
    page = visit(path='#/inside')
    page.locator('#inside-newest a').first.click()
    expect(page.locator('#heads canvas')).to_have_count(20)
    reply = ''.join(page.locator('#chips .reply code').all_text_contents()).replace('␣', ' ').replace('↵', '\n')
    assert reply.strip() == told['response']
    seen, shown = ask('inspect', id=told['id']), page.locator('#guesses tr').last.locator('code').all_text_contents()
    best = [max(t['top'], key=lambda c: c['before'])['text'] for t in seen['tokens'][seen['prompt']:]]
    assert shown[seen['prompt'] - 1 - seen['guesses']['first']:-1] == best
    expect(page.locator('#dice-bars .came')).to_have_count(1)
    after = {c['text']: c['after'] for c in seen['tokens'][seen['prompt']]['top']}
    for row in page.locator('#dice-bars li').all(): # the page's own sampler says what the server said
        text, number = row.locator('code').text_content(), row.locator('small').text_content().split(' → ')[1]
        if text in after: assert abs((0 if number == 'out' else .25 if '<' in number else int(number.split()[0])) - 100*after[text]) < .51
    page.select_option('#inside-compare', 'embedded')
    expect(page.locator('#compare-sum')).to_contain_text('0.0 bits likelier')
    section = panel(page, 'Attention')
    section.get_by_text('Show the code').click()
    expect(section.locator('pre')).to_contain_text('def look_inside(')
    page.locator('#chips .reply').nth(1).click() # the reply is sent another way from here
    page.locator('#token-others button').nth(3).click()
    expect(page.locator('.answers:visible > span')).to_have_text('2/2'); finished(page)
    first, second = server.kept()[-2:]; other = seen['tokens'][seen['prompt'] + 1]['top'][3]['token']
    assert (second['replaces'], second['tokens'][:2]) == (first['id'], [first['tokens'][0], other]) and page.locator('.text').text_content() == second['assistant']
    page.goto(server.url + '#/inside')
    page.fill('#inside-text', 'Caffè ☕')
    button(page, 'Look inside').click()
    expect(page.locator('#chips .reply').last).to_contain_text('⟨')
