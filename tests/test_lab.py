"The notebooks in a real JupyterLab: what only a browser and a kernel together can show"

import json, os, secrets, shutil, sys
from pathlib import Path

import pytest

expect = pytest.importorskip('playwright.sync_api', reason='playwright is not installed').expect
pytest.importorskip('jupyterlab', reason='jupyterlab is not installed')
expect.set_options(timeout=60_000)
ROOT = Path(__file__).resolve().parent.parent

# A real reply takes a blink; this one takes a while, so that there is something to watch and to stop
UNHURRIED = """
import time
box.settings = Sampling(seed=2, stop=(), max_tokens=40)
box.halt.is_set = lambda is_set=box.halt.is_set: time.sleep(.25) or is_set()
box"""

@pytest.fixture(scope='module')
def lab(tmp_path_factory, serve, free_port):
    "JupyterLab on a copy of the notebooks, with no settings of its user's; gives a function from notebook to address"
    home, token = tmp_path_factory.mktemp('lab'), secrets.token_hex(16)
    shutil.copytree(ROOT/'nbs', home/'nbs', ignore=shutil.ignore_patterns('.*'))
    chat = json.loads((file := home/'nbs/02a_chatbox.ipynb').read_text(encoding='utf-8'))
    for cell in chat['cells']:
        if cell['id'] == 'the-end-first': cell['source'] = ''.join(cell['source']) + UNHURRIED
    file.write_text(json.dumps(chat), encoding='utf-8')
    for name, setting in ('apputils-extension/notification', '{"fetchNews": "false"}'), ('notebook-extension/tracker', '{"windowingMode": "none"}'): # cells out of sight stay on the page
        path = home/f'settings/@jupyterlab/{name}.jupyterlab-settings'; path.parent.mkdir(parents=True); path.write_text(setting)
    folders = dict(JUPYTERLAB_SETTINGS_DIR='settings', JUPYTERLAB_WORKSPACES_DIR='workspaces', JUPYTER_CONFIG_DIR='config', JUPYTER_DATA_DIR='data', JUPYTER_RUNTIME_DIR='runtime', IPYTHONDIR='ipython')
    command = [sys.executable, '-m', 'jupyterlab', '--no-browser', '--allow-root', '--ip=127.0.0.1', f'--port={free_port}', f'--IdentityProvider.token={token}']
    serve(command, f'http://127.0.0.1:{free_port}/api', cwd=home/'nbs', env=os.environ | {k: str(home/v) for k, v in folders.items()} | dict(PYTHONPATH=str(ROOT)))
    return lambda name: f'http://127.0.0.1:{free_port}/doc/tree/{name}.ipynb?token={token}'

@pytest.fixture
def run(browser, lab):
    "Opens a notebook and runs all of it"
    contexts = []
    def run(name):
        contexts.append(context := browser.new_context(viewport=dict(width=1100, height=1400)))
        page = context.new_page()
        page.goto(lab(name))
        expect(page.locator('.jp-NotebookPanel-toolbar')).to_contain_text('Python 3', timeout=120_000)
        page.locator('.jp-Notebook-ExecutionIndicator[data-status=idle]').wait_for(timeout=120_000)
        page.get_by_role('menuitem', name='Run', exact=True).click()
        page.get_by_role('menuitem', name='Run All Cells', exact=True).click()
        return page
    yield run
    for context in contexts: context.close()

def test_a_reply_is_streamed_into_the_chat_box_and_stop_ends_it(run):
    page = run('02a_chatbox')
    box = page.locator('.jp-OutputArea-output:has(input[placeholder^="Say something"])').first
    entry, stop, bubbles = box.get_by_placeholder('Say something and press Enter'), box.get_by_role('button', name='Stop'), box.locator('.widget-html-content > div')
    expect(bubbles).to_have_count(4, timeout=120_000)
    entry.fill('Hello <b>lab</b>!'); entry.press('Enter')
    expect(bubbles).to_have_count(6)
    expect(bubbles.nth(4)).to_have_text('Hello <b>lab</b>!')
    lengths = set()
    while stop.is_enabled() or not lengths: lengths.add(len(bubbles.nth(5).text_content())); page.wait_for_timeout(50)
    assert len(lengths) > 3
    expect(stop).to_be_disabled()
    expect(box).to_contain_text('seed 2')
    entry.fill('And now?'); box.get_by_role('button', name='Send').click()
    stop.click()
    expect(stop).to_be_disabled()
    expect(box).to_contain_text('stopped')

def test_the_live_plot_stays_as_one_picture(run):
    page = run('03a_liveplot')
    pictures = page.locator('.jp-CodeCell', has_text='def played_back').locator('.jp-OutputArea-output img')
    expect(pictures).to_have_count(1, timeout=120_000)
    assert pictures.evaluate('i => i.naturalWidth') > 300
