"What every test gets: a data folder of its own, no downloads, and a reason where something is not there"

import os, shutil, socket, subprocess, time, urllib.request

import pytest

os.environ.update(HF_HUB_OFFLINE='1', TRANSFORMERS_OFFLINE='1')  # oracles build their models from a config, never from the net

@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    "A fresh data folder, so that no test reads or writes what its user made"
    home = tmp_path/'nanochat-home'; home.mkdir()
    monkeypatch.setenv('NANOCHAT_HOME', str(home))
    return home

@pytest.fixture(scope='session')
def gpt2_vocabulary():
    "tiktoken's GPT-2 encoding, where this machine already holds its two files"
    import tiktoken
    def refuse(path): raise FileNotFoundError(path)
    with pytest.MonkeyPatch.context() as m:
        m.setattr('tiktoken.load.read_file', refuse)
        try: return tiktoken.get_encoding('gpt2')
        except FileNotFoundError: pytest.skip("GPT-2's vocabulary is not in tiktoken's cache, and tests fetch nothing")

@pytest.fixture(scope='session')
def chromium():
    "The path of a Chromium to drive the page with"
    for name in 'chromium', 'chromium-browser', 'google-chrome':
        if path := shutil.which(name): return path
    pytest.skip('no Chromium on this machine')

@pytest.fixture(scope='module')
def browser(chromium):
    "A Chromium that draws no window"
    sync = pytest.importorskip('playwright.sync_api', reason='playwright is not installed')
    with sync.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=['--no-sandbox', '--disable-dev-shm-usage'])
        yield browser
        browser.close()

@pytest.fixture(scope='module')
def free_port():
    "A port that nobody listens on"
    with socket.socket() as s: s.bind(('127.0.0.1', 0)); return s.getsockname()[1]

@pytest.fixture(scope='module')
def serve():
    "Starts a command that serves, and waits until `url` answers; what still runs after the module's tests is ended"
    running = []
    def serve(command, url, patience=120, **options):
        running.append(process := subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options))
        deadline = time.monotonic() + patience
        while True:
            try: urllib.request.urlopen(url).close(); return process
            except OSError: assert process.poll() is None and time.monotonic() < deadline, f'{command[1:4]} did not start'
            time.sleep(.1)
    yield serve
    for process in running: process.terminate(); process.wait(timeout=60)
