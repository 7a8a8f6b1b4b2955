"Fine-tune and Models in a real browser: against answers that the test makes up, and against the server's own"

import csv, json, re, socket, zipfile

import pytest, torch

from nanochat import checkpoint
from nanochat.chatlog import ChatLog, Exchange
from nanochat.model import GPT, GPTConfig
from nanochat.tokenizer import embedded_tokenizer
from test_page import FAINT, SMALL, START, STEERED, Server, ask, button, end, expect, finished, say, visit # noqa: F401 (a fixture too)

OLD, NEW, TRIED = 'finetuned_20251112_101500.pt', 'finetuned_20251120_181100.pt', 'candidate_20251122_190500.pt'
MARKUP = '<img src=x onerror=alert(1)>'
LIMITS = dict(steps=[0, 10000], peak=[1e-6, .01], warmup=[0, 2000], dropout=[0, .9], patience=[0, 100], min_delta=[0, 1], batch_size=[1, 64])
STANDARD = dict(steps=200, peak=3e-4, warmup=100, dropout=.1, patience=5, min_delta=.001, batch_size=8)
PRESETS = [dict(name=name, title=title, about=f'{title} it is.', settings=STANDARD | changed, seconds=seconds)
           for name, title, changed, seconds in (('gentle', 'Gentle', dict(peak=1e-4), 60), ('standard', 'Standard', {}, 120), ('lora', 'LoRA', dict(peak=1e-3), 90))]

def lesson(id, user, said, **changed):
    return dict(id=id, conversation='t', user=user, assistant=said, said=said, corrected=False, rating=0, excluded=False, used=True, why='', part='train', flags=[]) | changed

def survey(items, enough=True, missing=''):
    count = lambda test: sum(bool(test(x)) for x in items)
    return dict(conversations=2, exchanges=len(items), used=count(lambda x: x['used']), corrected=count(lambda x: x['corrected']), liked=count(lambda x: x['rating'] > 0), disliked=count(lambda x: x['rating'] < 0), left_out=count(lambda x: not x['used']),
                tokens=930, enough=enough, missing=missing, duplicates=1, personal=1, items=items, presets=PRESETS, limits=LIMITS)

LESSONS = [lesson('e1', MARKUP, 'I am Tom.', assistant='I am NanoGPT.', corrected=True), lesson('e2', 'Hello', 'Hi', part='held out', rating=1), lesson('e3', 'Bye', 'No.', rating=-1, used=False, why='rated as bad'), lesson('e4', 'Write to a@b.org', 'Yes', flags=['e-mail', 'duplicate'])]

def step(n, total=200, **changed):
    look = n % 10 == 0
    return dict(type='step', number=n + 1, step=n, total=total, loss=3 - n/200 if n else None, val_loss=3 - n/400 if look else None, lr=3e-4, tokens=n*100, first=3., best=3 - n//10*10/400, best_step=n//10*10, note='',
                general=3.2 if look else None, sample=f'Reply {n}' if look else '', prompt='Who are you?' if look else '', seconds=n*.5, verdict=None) | changed

def verdict(better=True, general=3.24):
    return dict(better=better, promoted=better, reasons=['It answers 7 of 8 corrected messages as wanted.', 'Little was forgotten.'], held_out=dict(before=3.4, after=2.9), general=dict(before=3.2, after=general),
                corrections=dict(count=8, same=dict(before=1, after=7), other=dict(before=0, after=4)), replies=dict(count=20, empty=dict(before=2, after=0), looping=dict(before=1, after=3)),
                prompts=[dict(user=MARKUP, before='I am Tom.', after='I am NanoGPT.', wanted='I am NanoGPT.'), dict(user='Hello', before='Hi', after='', wanted=None)])

def training(state='idle', events=(), **changed):
    steps = [e for e in events if e['type'] == 'step']
    can = dict(idle=['start'], running=['pause', 'stop'], paused=['resume', 'stop', 'start'], ended=['start'], failed=['start'])[state]
    run = dict(id='run-1', preset='standard', settings={}, started='2025-11-22T19:00:00', device='cpu') if state != 'idle' else None
    return dict(state=state, message=None, can=can, run=run, step=steps[-1] if steps else None, tokens_per_second=2571.4, eta=75, verdict=None, model=None, events=len(events)) | changed

def model(name, kind='fine-tuned', **changed):
    tuned = kind in ('fine-tuned', 'candidate')
    return dict(name=name, kind=kind, made='2025-11-20T18:11:00', bytes=6_400_000, active=False, parent='gpt2_nano.pt' if tuned else None, steps=200 if tuned else None, exchanges=3 if tuned else None, train_loss=2.3, val_loss=2.87 if tuned else None,
                verdict=verdict() if tuned else None, ratings=dict(up=2, down=1, replies=9), can=['activate', 'delete'] if tuned else ['activate']) | changed

MODELS = [model(TRIED, 'candidate', verdict=verdict(False)), model(NEW, active=True, can=[]), model(OLD), model('gpt2_nano.pt', 'base'), model('embedded', 'embedded')]

@pytest.fixture(scope='module')
def server(tmp_path_factory, serve):
    "A server whose base model is tiny, so that it learns in seconds; something was said to it"
    torch.manual_seed(0)
    home, tokenizer = tmp_path_factory.mktemp('data'), embedded_tokenizer()
    checkpoint.save(home/'models'/'gpt2_nano.pt', GPT(GPTConfig(vocab_size=tokenizer.vocab_size, block_size=64, n_layer=1, n_head=1, n_embd=64)), tokenizer)
    for n in range(24): ChatLog(home).add(Exchange(f'What comes after {n}?', f'{n + 1} comes after it.', conversation=f'talk-{n//3}'))
    with socket.socket() as s: s.bind(('127.0.0.1', 0)); port = s.getsockname()[1]
    return Server(home, serve, port)

@pytest.fixture
def stand(visit, server): # noqa: F811
    "Opens a view before made-up answers: {'GET finetune': …}, each JSON, a list of events, or (status, error); what is asked is kept in `page.asked`"
    def stand(path, answers, **options):
        page, page_asked = visit(**options), []
        page.answers, page.asked = {'GET finetune': training(), 'GET finetune/data': survey(LESSONS), 'GET models': dict(active=NEW, models=MODELS)} | answers, page_asked
        def answer(route):
            asked = f"{route.request.method} {route.request.url.removeprefix(server.url).split('?')[0]}"
            if asked not in page.answers: return route.continue_()
            if route.request.method != 'GET': page_asked.append((asked, route.request.post_data_json))
            told = page.answers[asked]
            if isinstance(told, list): route.fulfill(content_type='text/event-stream', body=''.join(f'id: {e["number"]}\ndata: {json.dumps(e)}\n\n' for e in told if e['number'] > int(route.request.url.split('after=')[1])))
            elif isinstance(told, tuple): route.fulfill(status=told[0], json=dict(error=dict(type='invalid_request_error', code=None, param=None) | told[1]))
            else: route.fulfill(json=told)
        page.route(re.compile(re.escape(server.url) + '(finetune|models|feedback)'), answer)
        page.goto(server.url + path)
        return page
    return stand

def is_open(page, view, title):
    expect(page.get_by_role('heading', level=2, name=title, exact=True)).to_be_focused()
    expect(page.locator('.views [aria-current]')).to_have_text(view)
    expect(page).to_have_title(f'{title} – NanoGPT Chat')
    assert page.locator('main:visible').count() == 1 and page.locator('h1').count() == 1

# --- from view to view

def test_views_are_addresses_and_a_reply_goes_on_meanwhile(stand):
    page = stand('', {}, script=STEERED)
    ask(page, 'hello')
    say(page, START, dict(type='text', text='Half '))
    page.get_by_role('link', name='Fine-tune').click()
    is_open(page, 'Fine-tune', 'Fine-tune')
    say(page, dict(type='text', text='and whole'), end('Half and whole'))
    page.get_by_role('link', name='Models').click()
    is_open(page, 'Models', 'Models')
    page.get_by_role('link', name='Chat', exact=True).click()
    expect(page.locator('.text')).to_have_text('Half and whole')
    expect(page.locator('#message')).to_be_focused()
    assert page.evaluate("document.querySelector('#message').offsetHeight") > 30 and page.url.endswith('#/chat/talk-1')
    page.go_back()
    expect(page.locator('#models')).to_be_visible()

@pytest.mark.parametrize('width, height', [(1440, 900), (768, 1024), (390, 844)])
def test_the_views_fit_and_can_be_read(stand, width, height):
    events = [step(n) for n in range(31)]
    page = stand('#/finetune', {'GET finetune': training('ended', events, verdict=verdict(), model=NEW), 'GET finetune/events': events, f'GET models/{NEW}': MODELS[1] | dict(learned_from=[dict(id='e', user='W' * 200, assistant='x')])}, width=width, height=height, color_scheme='light', has_touch=width < 500)
    expect(page.locator('#result')).to_contain_text('Roll back')
    for summary in page.locator('#prepare summary').all(): summary.click()
    for path in '#/finetune', '#/models', f'#/models/{NEW}':
        page.evaluate('path => { location.hash = path; }', path)
        expect(page.locator('.page:visible .card:visible').first).to_be_visible()
        for scheme in 'light', 'dark':
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(150)
            assert page.evaluate(FAINT) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('.page')].every((e) => e.scrollWidth <= e.clientWidth)")
            if width < 500: assert [e for e in page.evaluate(SMALL) if 'type="checkbox"' not in e and 'type="radio"' not in e] == [] # their labels are large enough
    unnamed = page.evaluate("[...document.querySelectorAll('button, a, input, textarea, [role=slider]')].filter((e) => !(e.ariaLabel || e.labels?.length || e.textContent.trim() || e.closest('template'))).map((e) => e.outerHTML)")
    assert unnamed == []

# --- what is learned from, and how

def test_the_data_is_counted_and_each_exchange_can_be_left_out(stand):
    page = stand('#/finetune', {'POST feedback': dict(ok=True)})
    expect(page.locator('#data-counts')).to_have_text(re.compile('2 conversations, 4 exchanges, 1 corrected, 1 rated good, 1 rated bad; 1 left out, 930 tokens.*1 duplicate and 1 that may hold personal data'))
    expect(page.locator('#data-share')).to_have_text(re.compile('2 to learn from.*1 held out, to judge by.*1 not used', re.S))
    page.locator('#data-list summary').click()
    rows = page.locator('.row:visible')
    for row, text in enumerate(('corrected', 'held out', 'not used: rated as bad', 'may hold: e-mail')): expect(rows.nth(row)).to_contain_text(text, use_inner_text=True)
    expect(rows.nth(0).locator('ins')).to_have_text('I am NanoGPT.')
    assert page.locator('#data-rows img').count() == 0
    page.answers['GET finetune/data'] = survey([LESSONS[0], LESSONS[1] | dict(excluded=True, used=False, why='left out by you'), *LESSONS[2:]])
    page.get_by_label('Hello').press('Space')
    expect(rows.nth(1)).to_contain_text('not used: left out by you')
    expect(page.get_by_label('Hello')).to_be_focused()
    assert page.asked == [('POST feedback', dict(id='e2', excluded=True))]
    expect(page.get_by_label('Bye')).to_be_disabled()
    page.get_by_role('button', name='Not used 2').click()
    expect(rows).to_have_count(2)
    page.answers['POST feedback'] = (507, dict(message='The disk is full.'))
    page.get_by_label('Hello').press('Space')
    expect(page.locator('#data-problem')).to_have_text('Not kept: The disk is full.')
    expect(page.get_by_label('Hello')).not_to_be_checked()

def test_too_little_data_says_what_is_needed(stand):
    page = stand('#/finetune', {'GET finetune/data': survey(LESSONS, False, 'Two conversations are needed.')})
    expect(page.locator('#data-missing')).to_have_text('Two conversations are needed.')
    expect(page.locator('#setup-start')).to_be_disabled()

def test_settings_have_limits_and_refusals_stand_at_their_field(stand):
    page = stand('#/finetune', {'POST finetune': (400, dict(message='dropout: not that one', param='dropout'))})
    expect(page.get_by_label('Standard')).to_be_checked()
    expect(page.locator('#setup-estimate')).to_contain_text('About 2 min')
    page.locator('#setup-advanced summary').click()
    dropout, start = page.get_by_label('Dropout'), page.locator('#setup-start')
    dropout.fill('5')
    start.click()
    expect(dropout).to_be_focused()
    expect(page.locator('#finetune-dropout-problem')).to_have_text('A number from 0 to 0.9, please.')
    dropout.fill('.3'); page.get_by_label('Steps', exact=True).fill('400')
    expect(page.locator('#setup-estimate')).to_contain_text('About 4 min')
    start.click()
    expect(page.locator('#finetune-dropout-problem')).to_have_text('dropout: not that one')
    page.answers['POST finetune'] = (409, dict(message='another fine-tune is running'))
    start.click()
    expect(page.locator('#setup-problem')).to_have_text('another fine-tune is running')
    assert page.asked == [('POST finetune', dict(preset='standard', dropout=.3, steps=400))] * 2
    page.reload() # what was typed is kept
    expect(dropout).to_have_value('.3')
    page.get_by_label('Gentle').check()
    expect(dropout).to_have_value('0.1')
    page.answers['POST finetune'] = training('running', [step(0)])
    page.answers |= {'GET finetune': training('running', [step(0)]), 'GET finetune/events': [step(0)]}
    start.click()
    expect(page.locator('#run-title')).to_have_text('Learning')
    expect(page.locator('#prepare')).to_be_hidden()
    assert page.asked[-1] == ('POST finetune', dict(preset='gentle'))

# --- a run

def test_a_run_is_shown_while_it_goes_and_steered(stand):
    events = [step(n, note='resumed at step 25' if n == 25 else '') for n in range(38)]
    page = stand('#/finetune', {'GET finetune': training('running', events), 'GET finetune/events': events, 'POST finetune/pause': training('running', events), 'DELETE finetune': training('running', events)})
    for words in 'Step37 of 200', 'Time left75 s', 'Tokens a second2,571', 'Best held-out loss2.925at step 30': expect(page.locator('#run-tiles')).to_contain_text(words)
    expect(page.locator('#run-progress')).to_have_attribute('value', '37')
    expect(page.locator('#sample-newest')).to_have_text('Reply 30')
    page.locator('#sample-older summary').click()
    assert page.locator('.sample-list li').all_text_contents() == ['step 20 Reply 20', 'step 10 Reply 10', 'step 0 Reply 0']
    plot = page.get_by_role('slider', name='Step shown')
    expect(plot).to_have_attribute('aria-valuetext', 'Step 37 · training 2.815 · held out 2.925 · general text 3.200 · rate 3e−4')
    expect(page.locator('.plot-svg .resumed')).to_have_count(1)
    linear = page.locator('.plot-svg .val_loss').get_attribute('d')
    assert linear.count('L') == 3 and page.locator('.plot-svg .best').count() == 1
    plot.focus()
    for key in 'Home', 'ArrowRight', 'PageUp': page.keyboard.press(key)
    expect(plot).to_have_attribute('aria-valuenow', '11')
    button(page, 'Log').click()
    page.wait_for_function('before => document.querySelector(".plot-svg .val_loss").getAttribute("d") !== before', arg=linear)
    page.locator('.plot summary').click()
    expect(page.locator('.table-holder tbody tr')).to_have_count(4)
    with page.expect_download() as loaded: button(page, 'Download CSV').click()
    rows = list(csv.DictReader(open(loaded.value.path(), encoding='utf-8')))
    assert len(rows) == 38 and rows[30]['val_loss'] == '2.925' and rows[25]['note'] == 'resumed at step 25' and rows[0]['loss'] == ''
    button(page, 'Pause').click()
    expect(button(page, 'Pausing …')).to_be_disabled()
    page.answers |= {'GET finetune': training('paused', events), 'POST finetune/resume': training('running', events)}
    expect(page.locator('#run-title')).to_have_text('Paused')
    expect(button(page, 'Resume')).to_be_focused()
    expect(page.locator('#announcer')).to_have_text('Fine-tune: Paused')
    expect(page.locator('.start')).to_contain_text(re.compile(r'The run above is given up[.]\s+Start anew'))
    page.reload() # all of it is the server's
    expect(page.locator('#sample-newest')).to_have_text('Reply 30')
    button(page, 'Stop and judge').click()
    assert [asked for asked, _ in page.asked] == ['POST finetune/pause', 'DELETE finetune']

def test_a_failure_says_what_to_try(stand):
    page = stand('#/finetune', {'GET finetune': training('failed', [step(0)], message='The loss was no number. Try Gentle.'), 'GET finetune/events': [step(0)]})
    expect(page.locator('#run-problem')).to_have_text('The loss was no number. Try Gentle.')
    expect(page.locator('#setup-start')).to_be_enabled()

def test_a_run_that_cannot_be_followed_is_told(stand):
    page = stand('#/finetune', {'GET finetune': training('running', run=None, can=[], tokens_per_second=None, eta=None)})
    expect(page.get_by_text('Another program')).to_be_visible()
    assert page.locator('#prepare, #run-tiles, .run-body, #run button').filter(visible=True).count() == 0

def test_two_thousand_steps_are_drawn_a_few_times_a_second(stand):
    page = stand('#/finetune', {})
    expect(page.locator('#setup-start')).to_be_enabled()
    draws, seconds = page.evaluate("""async () => {
      const { createPlot } = await import('/static/plot.js'), holder = document.createElement('div');
      document.querySelector('#prepare').before(holder);
      const plot = createPlot(holder), begun = performance.now();
      let draws = 0;
      new MutationObserver(() => { draws++; }).observe(holder.querySelector('svg'), { childList: true });
      for (let step = 0; step < 2000; step++) {
        plot.add({ step, total: 2000, loss: 3 - step / 1000, val_loss: step % 10 ? null : 2, general: null, lr: 3e-4, best: 2, best_step: 0, note: '' });
        if (step % 20 === 0) await new Promise((done) => setTimeout(done, 5));
      }
      await new Promise((done) => setTimeout(done, 600));
      return [draws, (performance.now() - begun) / 1000];
    }""")
    assert 2 <= draws <= 5*seconds + 2

# --- the verdict, and models

@pytest.mark.parametrize('general, change, words', [(3.24, .041, 'hardly anything'), (3.26, .062, 'something was'), (3.4, .221, 'much was')])
def test_a_verdict_in_words_and_numbers(stand, general, change, words):
    page = stand('#/finetune', {'GET finetune': training('ended', [step(0)], verdict=verdict(general=general), model=NEW), 'GET finetune/events': [step(0)], 'POST models/activate': dict(active=OLD)})
    result = page.locator('#result')
    for text in 'Better: it answers from now on', 'It answers 7 of 8', '30.0 18.2', '2.900 ↗ better', '7 of 8 ↗ better', '4 of 8', '0 of 20 ↗ better', '3 of 20 ↘ worse', words: expect(result).to_contain_text(text, use_inner_text=True)
    assert page.locator('meter').evaluate('m => m.value') == pytest.approx(change, abs=.005) and result.locator('img').count() == 0
    assert [t.split() for t in page.locator('.trial').nth(1).locator('dl > div').all_text_contents()] == [['BeforeHi'], ['Afterempty']]
    button(page, 'Roll back').click()
    expect(page.locator('#result-title')).to_be_focused()
    assert page.asked == [('POST models/activate', dict(model=OLD))]

def test_a_candidate_waits_for_a_word(stand):
    page = stand('#/finetune', {'GET finetune': training('ended', [step(0)], verdict=verdict(False), model=TRIED), 'GET finetune/events': [step(0)], 'POST models/activate': dict(active=TRIED.replace('candidate', 'finetuned'))})
    expect(page.locator('#result')).to_contain_text('Not better: the old model stays')
    button(page, 'Keep the old one').click()
    expect(page.get_by_text('You kept the old one.')).to_be_visible()
    page.answers['GET models'] = dict(active=TRIED.replace('candidate', 'finetuned'), models=[model(TRIED.replace('candidate', 'finetuned'), active=True, can=[]), *MODELS[2:]])
    button(page, 'Promote').click()
    expect(page.locator('#result')).to_contain_text('Not judged better, but used because you wanted it')
    expect(button(page, 'Roll back')).to_be_visible()
    assert page.asked == [('POST models/activate', dict(model=TRIED))]

def test_models_are_shown_with_what_they_came_from_and_chosen(stand):
    page = stand('#/models', {'POST models/activate': dict(active=OLD), f'DELETE models/{OLD}': dict(deleted=OLD), f'GET models/{OLD}': MODELS[2] | dict(learned_from=[dict(id='e1', user=MARKUP, assistant='I am NanoGPT.')])})
    expect(page.locator('.tree .tree .model')).to_have_count(3)
    active = page.locator('.model.active')
    for words in 'Tuned 20 Nov 18:11', 'finetuned_20251120_181100.pt', 'Learned from3 exchanges', 'Steps200', 'Held-out loss2.870', 'Replies92 good, 1 bad', '6.4 MB': expect(active).to_contain_text(words)
    expect(active.get_by_text('answers now')).to_be_visible()
    expect(active.get_by_role('button')).to_have_text(['Roll back'])
    for name in 'Activate gpt2_nano', 'Activate Built in', 'Promote Candidate 22 Nov 19:05': expect(button(page, name)).to_be_visible()
    button(page, 'Roll back to Tuned 12 Nov 10:15').click()
    expect(page.locator('#announcer')).to_have_text('Tuned 12 Nov 10:15 answers now')
    page.get_by_role('link', name='Tuned 12 Nov 10:15').click()
    for words in 'Judged better than the one before', 'What it learned from', MARKUP, 'And 2 exchanges that are not yours': expect(page.locator('#models-body')).to_contain_text(words)
    assert page.locator('#models-body img').count() == 0
    expect(page).to_have_title('Tuned 12 Nov 10:15 – NanoGPT Chat')
    button(page, 'Delete Tuned 12 Nov 10:15').click()
    page.keyboard.press('Escape') # asks first
    assert len(page.asked) == 1
    button(page, 'Delete Tuned 12 Nov 10:15').click(); page.click('#delete-confirm')
    expect(page).to_have_url(re.compile('#/models$'))
    assert page.asked == [('POST models/activate', dict(model=OLD)), (f'DELETE models/{OLD}', None)]

def test_a_model_that_is_gone_is_told(stand):
    page = stand('#/models/finetuned_19990101_000000.pt', {'GET models/finetuned_19990101_000000.pt': (404, dict(message='there is no such model'))})
    expect(page.locator('#models-problem')).to_have_text('there is no such model')
    page.get_by_role('link', name='All models').click()
    expect(page.locator('.model')).to_have_count(5)
    expect(page.locator('#models-problem')).to_be_hidden()

# --- against the server's own answers

def test_a_model_is_exported_as_a_zip_file(visit, server): # noqa: F811
    page = visit(path='#/models')
    with page.expect_download() as begun: page.get_by_role('link', name='Export gpt2_nano').click()
    assert begun.value.suggested_filename == 'gpt2_nano.zip' and 'gpt2_nano/model.safetensors' in zipfile.ZipFile(begun.value.path()).namelist()

def test_a_reply_is_left_out_of_training_and_taken_in_again(visit, server): # noqa: F811
    page = visit(path='#/chat/talk-0')
    finished(page, 3)
    badge = page.locator('.badge:visible')
    def judged(press):
        with page.expect_response('**/feedback') as answer: press.click()
        assert answer.value.ok
    judged(button(page, 'Leave out of training').first)
    expect(badge).to_contain_text('left out of training')
    page.reload()
    expect(badge).to_contain_text('left out of training')
    expect(button(page, 'Leave out of training').first).to_have_attribute('aria-pressed', 'true')
    page.get_by_role('link', name='Fine-tune').click()
    page.locator('#data-list summary').click()
    row = page.locator('.row:visible', has_text='What comes after 0?')
    expect(row).to_contain_text('not used: left out by you')
    judged(row.get_by_role('checkbox'))
    expect(row.get_by_role('checkbox')).to_be_checked()
    page.get_by_role('link', name='Chat', exact=True).click()
    page.reload()
    finished(page, 3)
    expect(badge).to_have_count(0)
    assert [line['excluded'] for line in server.kept('feedback')][-2:] == [True, False]

def test_a_run_from_a_correction_to_a_model_that_answers_and_back(visit, server): # noqa: F811
    page = visit(path='#/chat/talk-1')
    button(page, 'Correct').first.click()
    page.get_by_label('What should it have said?').first.fill('Four, of course.')
    button(page, 'Save correction').click()
    expect(page.locator('.badge:visible')).to_contain_text('corrected – will be used for training')
    page.get_by_role('link', name='Fine-tune').click()
    expect(page.locator('#data-counts')).to_contain_text('24 exchanges, 1 corrected')
    page.locator('#setup-advanced summary').click()
    page.get_by_label('Steps', exact=True).fill('40')
    page.get_by_label('Use the new model even if').check()
    page.click('#setup-start')
    expect(page.locator('#run-title')).to_have_text('Learning', timeout=60_000)
    expect(page.locator('#run-tiles')).to_contain_text('of 40', timeout=60_000)
    button(page, 'Pause').click()
    expect(page.locator('#run-title')).to_have_text('Paused', timeout=60_000)
    page.reload()
    button(page, 'Resume').click()
    expect(page.locator('#run-title')).to_have_text('Finished', timeout=240_000)
    for words in 'used because you wanted it', 'Loss on general text', 'Corrections answered as wanted': expect(page.locator('#result')).to_contain_text(re.compile(f'{words}|it answers from now on'))
    assert page.locator('.plot-svg .val_loss').get_attribute('d').count('L') >= 1 and page.locator('#sample-prompt').text_content()
    expect(page.locator('#model-chip')).to_contain_text('fine-tuned', timeout=60_000) # it came in by itself
    page.get_by_role('link', name='About this model').click()
    expect(page.locator('#models-body')).to_contain_text('Four, of course.')
    name = page.locator('#models-title').text_content()
    page.get_by_role('link', name='Chat', exact=True).click()
    page.click('#new-chat')
    ask(page, 'Hello')
    finished(page)
    page.locator('.facts').get_by_role('link', name=name).click()
    button(page, 'Roll back to gpt2_nano').click()
    expect(page.locator('#model-chip')).to_contain_text('gpt2_nano', timeout=60_000)
    button(page, f'Delete {name}').click()
    page.click('#delete-confirm')
    expect(page).to_have_url(re.compile('#/models$'))
    expect(page.locator('.model', has_text='gpt2_nano').get_by_text('answers now')).to_be_visible()
    assert not list((server.home/'models').glob('finetuned_*.pt'))
