"The notebooks in a real JupyterLab: what only a browser and a kernel together can show"

import json, os, re, secrets, shutil, sys, time
from pathlib import Path

import pytest
from run import notebooks

expect = pytest.importorskip('playwright.sync_api', reason='playwright is not installed').expect
pytest.importorskip('jupyterlab', reason='jupyterlab is not installed')
expect.set_options(timeout=60_000)
ROOT = Path(__file__).resolve().parent.parent
SHOTS = os.environ.get('NANOCHAT_SHOTS') # a folder for pictures of what the tests see; then every notebook is opened, not only the five chapters

# A real reply takes a blink; this one takes a while, so that there is something to watch
UNHURRIED = """
import time
box.knobs.settings = Sampling(stop=()); box.knobs.set(seed=2, max_tokens=40)
box.halt.is_set = lambda is_set=box.halt.is_set: time.sleep(.1) or is_set()
box"""

# Cells that only the tests need, behind the last one of their chapter
ADDED = {
    '02a_chatbox': {
        'lab-long': 'long = ChatBox(engine, settings=Sampling(seed=2, stop=(), max_tokens=4096, logit_bias=((engine.served.tokenizer.end_of_text, -100.),)))\nlong', # does not end by itself
        'lab-free': "runs = globals().get('runs', 0) + 1\nprint('run', runs, 'while writing' if long.writing else 'in silence')",
        'lab-one': '%%chat lab --seed 4\nMy dog is called <b>Bruno</b>.',
        'lab-two': "%%chat lab --seed 4\nWhat is my dog's name?",
        'lab-both': "[e.user for e in log.thread('lab')]",
        'lab-say': "says = globals().get('says', 0) + 1\ntalker = ChatBox(engine, log, long.knobs.settings, 'lab-say')\npart = talker.say('Tell me everything.') if says > 1 else ''\nprint('part kept:', bool(part) and part == log.exchanges('lab-say')[-1].assistant)"},
    '03a_liveplot': {'lab-moves': "with Finished() as moving:\n    for step in played_back(120, .04): moving(step)"}}

def cell(id, source): return dict(cell_type='code', id=id, metadata={}, source=source, outputs=[], execution_count=None)

@pytest.fixture(scope='module')
def lab(tmp_path_factory, serve, free_port):
    "JupyterLab on a copy of the notebooks, with no settings of its user's; gives a function from notebook to address"
    home, token = tmp_path_factory.mktemp('lab'), secrets.token_hex(16)
    shutil.copytree(ROOT/'nbs', home/'nbs', ignore=shutil.ignore_patterns('.*'))
    for name, added in ADDED.items():
        chapter = json.loads((file := home/f'nbs/{name}.ipynb').read_text(encoding='utf-8'))
        for c in chapter['cells']:
            if name == '02a_chatbox' and c['id'] == 'the-end-first': c['source'] = ''.join(c['source']) + UNHURRIED
        chapter['cells'] += [cell(id, source) for id, source in added.items()]
        file.write_text(json.dumps(chapter), encoding='utf-8')
    for name, setting in ('apputils-extension/notification', '{"fetchNews": "false"}'), ('notebook-extension/tracker', '{"windowingMode": "none"}'): # cells out of sight stay on the page
        path = home/f'settings/@jupyterlab/{name}.jupyterlab-settings'; path.parent.mkdir(parents=True); path.write_text(setting)
    folders = dict(JUPYTERLAB_SETTINGS_DIR='settings', JUPYTERLAB_WORKSPACES_DIR='workspaces', JUPYTER_CONFIG_DIR='config', JUPYTER_DATA_DIR='data', JUPYTER_RUNTIME_DIR='runtime', IPYTHONDIR='ipython', NANOCHAT_HOME='made')
    command = [sys.executable, '-m', 'jupyterlab', '--no-browser', '--allow-root', '--ip=127.0.0.1', f'--port={free_port}', f'--IdentityProvider.token={token}',
               '--LabApp.expose_app_in_browser=True'] # so that a test can change the theme by Lab's own command
    serve(command, f'http://127.0.0.1:{free_port}/api', cwd=home/'nbs', env=os.environ | {k: str(home/v) for k, v in folders.items()} | dict(PYTHONPATH=str(ROOT)))
    return lambda name: f'http://127.0.0.1:{free_port}/doc/tree/{name}.ipynb?token={token}'

@pytest.fixture(scope='module')
def run(browser, lab):
    "Opens a notebook, runs all of it and waits until it has; a second call gives the same page"
    pages = {}
    def run(name):
        if name not in pages:
            pages[name] = page = browser.new_context(viewport=dict(width=1100, height=1400)).new_page()
            page.goto(lab(name))
            expect(page.locator('.jp-NotebookPanel-toolbar')).to_contain_text('Python 3', timeout=120_000)
            page.locator('.jp-Notebook-ExecutionIndicator[data-status=idle]').wait_for(timeout=120_000)
            begin = time.monotonic()
            page.get_by_role('menuitem', name='Run', exact=True).click()
            page.get_by_role('menuitem', name='Run All Cells', exact=True).click()
            expect(page.locator('.jp-CodeCell .jp-InputPrompt').last).to_have_text(re.compile(r'\[\d+\]:'), timeout=180_000)
            page.locator('.jp-Notebook-ExecutionIndicator[data-status=idle]').wait_for(timeout=120_000)
            if SHOTS: print(f'\n{name}: {time.monotonic() - begin:.1f} s')
        return pages[name]
    yield run
    for page in pages.values(): page.context.close()

@pytest.mark.parametrize('name', [p.stem for p in notebooks() if SHOTS or p.stem in ADDED or re.match(r'0\d_|02b', p.stem)])
def test_a_chapter_runs_to_its_end_and_complains_of_nothing(run, name):
    page = run(name)
    assert page.locator('.jp-OutputArea-output[data-mime-type$="error"]').all_text_contents() == []
    told = page.locator('.jp-OutputArea-output[data-mime-type$="stderr"]').all_text_contents()
    assert [text for text in told if not re.search(r'\d+%\|', text)] == [] # bars of progress are no complaint
    assert page.locator('.jp-CodeCell .jp-InputPrompt', has_text='[*]').count() == 0
    if SHOTS: photograph(page, page, name)

def shoot(part, name):
    "Keep a picture, where somebody wants to see it"
    if SHOTS: Path(SHOTS).mkdir(parents=True, exist_ok=True); part.screenshot(path=Path(SHOTS)/f'{name}.png')

def paint(page, theme):
    "Change to another theme, as Lab's menu does"
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", f'JupyterLab {theme}')
    expect(page.locator('body')).to_have_attribute('data-jp-theme-light', str(theme == 'Light').lower())
    page.wait_for_timeout(500) # colours fade over

def photograph(page, part, name):
    "Dark and light; leaves the page light"
    for theme in 'Dark', 'Light': paint(page, theme); shoot(part, f'{name}_{theme.lower()}')

def width(picture):
    "How wide a picture is, once the browser has read it; another may come at any time"
    picture.page.wait_for_function('i => i.complete && i.naturalWidth', arg=picture.element_handle())
    return picture.evaluate('i => i.naturalWidth')

def source(picture):
    "What an image shows now; another value has another address"
    return picture.get_attribute('src')

@pytest.fixture
def chat(run): return run('02a_chatbox')

def code(page, text): return page.locator('.jp-CodeCell', has=page.locator('.jp-Editor', has_text=text)).last

class Box:
    "A chat box on the page"
    def __init__(self, cell):
        self.all = cell.locator('.jp-OutputArea-output:has(input[placeholder^="Say something"])').first
        self.entry, self.bubbles = self.all.get_by_placeholder('Say something and press Enter'), self.all.locator('.widget-html-content > div')
    def button(self, name): return self.all.get_by_role('button', name=name).last # the newest card's
    def ask(self, text):
        before = self.bubbles.count(); self.entry.fill(text); self.entry.press('Enter')
        expect(self.bubbles).to_have_count(before + 2)
    def settled(self): expect(self.button('Stop')).to_be_disabled()

def test_a_reply_is_streamed_into_the_chat_box(chat):
    box = Box(code(chat, 'FinishedBox(engine')); before = box.bubbles.count()
    box.ask('Hello <b>lab</b>!')
    expect(box.bubbles).to_have_count(before + 2)
    expect(box.bubbles.nth(before)).to_have_text('You: Hello <b>lab</b>!')
    first, lengths = box.bubbles.first.element_handle(), set()
    while box.button('Stop').is_enabled() or not lengths: lengths.add(len(box.bubbles.last.text_content())); chat.wait_for_timeout(40)
    assert len(lengths) > 5 and first.evaluate('e => e.isConnected') # the others were not drawn anew
    expect(box.all).to_contain_text('seed 2'); expect(box.all).to_contain_text('of 512 tokens')
    frame, last = box.all.locator('.widget-box').nth(1).bounding_box(), box.bubbles.last.bounding_box()
    assert last['y'] + last['height'] <= frame['y'] + frame['height'] + 1 # the newest words are in sight
    expect(code(chat, 'FinishedBox(engine').locator('details')).to_contain_text('Hello <b>lab</b>!') # and in what is saved

STOPPED = """stop => new Promise(done => { const begin = performance.now();
    new MutationObserver(() => stop.disabled && done(performance.now() - begin)).observe(stop, {attributes: true}); stop.click(); })"""

def test_stop_ends_an_endless_reply(chat):
    box, times = Box(code(chat, 'long = ChatBox')), []
    for n in range(3):
        box.ask(f'Tell me everything, part {n}.')
        expect(box.button('Stop')).to_be_enabled(); expect(box.bubbles.last).to_contain_text(re.compile('.{60}'))
        times.append(box.button('Stop').evaluate(STOPPED))
        expect(box.all).to_contain_text('stopped')
        text = box.bubbles.last.text_content(); chat.wait_for_timeout(400); assert box.bubbles.last.text_content() == text
    if SHOTS: print(f'\nfrom click to stop: {[round(t) for t in times]} ms')

def test_another_cell_runs_while_a_reply_streams(chat):
    box, free = Box(code(chat, 'long = ChatBox')), code(chat, 'runs = globals()')
    box.ask('And now everything else.'); expect(box.bubbles.last).to_contain_text(re.compile('.{30}'))
    free.locator('.cm-content').click(); chat.keyboard.press('Control+Enter')
    expect(free).to_contain_text('while writing', timeout=5_000)
    if box.button('Stop').is_enabled(): box.button('Stop').click()
    box.settled()

def test_the_knobs_act(chat):
    box = Box(code(chat, 'both = ChatBox'))
    box.all.locator('.jupyter-widget-Collapse-header').click()
    slider = box.all.locator('.widget-slider', has_text='Temperature')
    box.button('Wild').click(); expect(slider.locator('.widget-readout')).to_have_text('1.30')
    slider.locator('[role=slider], .noUi-handle').first.press('ArrowRight'); expect(slider.locator('.widget-readout')).to_have_text('1.31')
    longest = box.all.get_by_label('Longest reply'); longest.fill('3'); longest.press('Tab')
    box.ask('Tell me a long story.'); box.settled(); expect(box.all).to_contain_text('cut at 3 tokens')
    longest.fill('128'); longest.press('Tab'); box.button('Balanced').click()
    shoot(chat, 'chatbox-knobs')

def test_trying_again_rating_and_correcting(chat):
    box = Box(code(chat, 'both = ChatBox')); box.ask('What is the capital of France?'); box.settled()
    count = box.bubbles.count(); box.button('Try again').click(); box.settled(); assert box.bubbles.count() == count # the other answer is in the same place
    box.button('👍 good').click(); expect(box.bubbles.last).to_contain_text('Model 👍')
    box.button('👍 good').click(); expect(box.bubbles.last).not_to_contain_text('👍')
    reply = box.bubbles.last.text_content().removeprefix('Model: ')
    box.button('✎ correct').click(); better = box.all.locator('textarea:visible'); expect(better).to_have_value(reply)
    better.fill('Paris, <i>of course</i>.'); box.button('Save').click()
    expect(box.bubbles.last).to_have_text('Model (corrected): Paris, <i>of course</i>.'); expect(better).to_have_count(0)
    expect(code(chat, 'both = ChatBox').locator('details')).to_contain_text('(corrected): Paris')
    box.button('✎ correct').click(); box.button('Undo').click(); expect(box.bubbles.last).to_have_text(f'Model: {reply}')

def test_a_cell_goes_on_with_what_a_cell_of_its_name_said(chat):
    both = code(chat, "log.thread('lab')]")
    for talked in chat.locator('.jp-CodeCell', has_text='%%chat lab').all(): expect(talked.locator('.jp-OutputArea-output')).to_contain_text('Model (embedded · seed 4')
    expect(both).to_contain_text("'My dog is called <b>Bruno</b>.', \"What is my dog's name?\"")

def test_an_interrupt_stops_say_and_keeps_the_part(chat):
    last = code(chat, "'lab-say'")
    last.locator('.cm-content').click(); chat.keyboard.press('Control+Enter')
    chat.wait_for_timeout(1_500); chat.locator('button[data-command="notebook:interrupt-kernel"], jp-button[data-command="notebook:interrupt-kernel"]').first.click()
    expect(last).to_contain_text('part kept: True', timeout=20_000)
    assert last.locator('.jp-OutputArea-output[data-mime-type$="error"]').count() == 0

CONTRAST = """elements => Math.min(...elements.map(e => {
    const parts = c => c.match(/[\\d.]+/g).map(Number), light = c => parts(c).slice(0, 3).map(v => v/255).map(v => v <= .04045 ? v/12.92 : ((v+.055)/1.055)**2.4).reduce((s, v, n) => s + v*[.2126, .7152, .0722][n], 0);
    let ground = e; while (ground.parentElement && parts(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
    const [dark, bright] = [light(getComputedStyle(e).color), light(getComputedStyle(ground).backgroundColor)].sort((a, b) => a - b);
    return (bright + .05)/(dark + .05); }))"""

@pytest.mark.parametrize('theme', ['Dark', 'Light']) # Light is last, for whatever comes after
def test_the_box_is_legible_in_both_themes(chat, theme):
    paint(chat, theme)
    box = Box(code(chat, 'both = ChatBox')); box.all.scroll_into_view_if_needed(); chat.wait_for_timeout(500)
    texts = box.all.locator('.widget-html-content, .widget-html-content > div, .widget-label:visible')
    assert texts.evaluate_all(CONTRAST) >= 4.5
    shoot(chat, f'chatbox-{theme.lower()}')
    code(chat, '%%chat lab').scroll_into_view_if_needed(); shoot(chat, f'chat-cells-{theme.lower()}')

def test_a_slider_redraws_its_picture_in_place(run):
    page = run('02b_look')
    cell = page.locator('.jp-CodeCell', has_text='playground.sliders[name]')
    box, picture = cell.locator('.jp-OutputArea-output').first, cell.locator('.jp-OutputArea-output img')
    expect(picture).to_have_count(1, timeout=120_000)
    sources = {source(picture)}
    slider = box.get_by_role('slider').first # Temperature
    slider.scroll_into_view_if_needed(); slider.focus()
    top = picture.bounding_box()['y']
    for key in 'ArrowLeft', 'ArrowLeft', 'Home':
        before = source(picture)
        slider.press(key)
        expect(picture).not_to_have_attribute('src', before)
        sources.add(source(picture))
    assert len(sources) == 4
    expect(picture).to_have_count(1)
    assert abs(picture.bounding_box()['y'] - top) < 1 and width(picture) > 300
    expect(box.get_by_text('In words')).to_be_visible()
    photograph(page, box, 'playground')

def test_a_chip_shows_what_else_could_have_come(run):
    page = run('02b_look')
    cell = page.locator('.jp-CodeCell', has_text='LookInside as Finished')
    box = cell.locator('.jp-OutputArea-output').first
    chip, picture, instead = box.get_by_role('button', name='␣What'), box.locator('img:visible'), box.locator('select')
    expect(chip).to_be_visible(timeout=120_000)
    before = source(picture)
    chip.focus(); page.keyboard.press('Enter') # no mouse needed
    expect(box).to_contain_text('␣What, token')
    expect(picture).not_to_have_attribute('src', before)
    assert instead.locator('option').count() >= 5
    grounds = {button.evaluate('b => getComputedStyle(b).backgroundColor') for button in box.get_by_role('button', name='%').all()}
    assert len(grounds) >= 3 # shades
    for name in 'Where did it look?', 'Block by block', 'Surprise', 'What else?': # each tab draws when it is opened
        box.get_by_role('tab', name=name).click()
        expect(picture).to_have_count(1)
        assert width(picture) > 300
        photograph(page, box, f'look_{name.split()[0].lower()}')
    instead.select_option(index=1)
    box.get_by_role('button', name='Go on from here').click()
    expect(box.locator('div[style*="pre-wrap"]')).to_contain_text('Assistant:')

def test_the_toggle_turns_between_before_and_after(run):
    page = run('02b_look')
    box = page.locator('.jp-CodeCell', has_text='compare = Compare(base, tuned, lesson)').locator('.jp-OutputArea-output').first
    after, changed = box.get_by_role('button', name='After: eight steps on'), box.get_by_role('button', name='What changed')
    expect(after).to_be_visible(timeout=120_000)
    after.click(); expect(box.locator('sub').nth(4)).to_be_visible()
    changed.click(); expect(box.locator('img')).to_be_visible(); expect(box.locator('sub')).to_have_count(0)
    photograph(page, box, 'compare')

def test_the_live_plot_moves_and_stays_one_picture(run):
    page = run('03a_liveplot'); moving = code(page, 'as moving')
    picture, seen = moving.locator('.jp-OutputArea-output img'), set()
    moving.locator('.cm-content').click(); page.keyboard.press('Control+Enter')
    while len(seen) < 4 or page.locator('.jp-Notebook-ExecutionIndicator[data-status=idle]').count() == 0:
        if picture.count(): seen.add(source(picture.last))
        assert picture.count() <= 1
        page.wait_for_timeout(100)
    assert width(picture) > 300
