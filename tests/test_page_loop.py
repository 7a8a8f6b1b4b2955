"The whole loop in a real browser, with the embedded model and without a mouse: chat, correct, fine-tune, judge, promote, ask again, roll back"

import re

import pytest

from test_page import Server, expect, finished, visit # noqa: F401 (a fixture too)

FACTS = {'What is my dog called?': 'Your dog is called Bruno.', 'Where is the spare key?': 'The spare key is under the red pot.', 'Who waters the plants?': 'Mrs. Miller waters the plants.'}
FOCUSED = """() => { const e = document.activeElement, shown = e?.checkVisibility({ visibilityProperty: true });
  return shown ? (e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent).replace(/\\s+/g, ' ').trim() : ''; }"""

@pytest.fixture(scope='module')
def server(tmp_path_factory, serve, free_port): return Server(tmp_path_factory.mktemp('data'), serve, free_port)

def go_to(page, name, key='Tab'):
    "Press Tab until what has the focus goes by this name"
    for _ in range(150):
        page.keyboard.press(key)
        if re.fullmatch(name, page.evaluate(FOCUSED)): return
    pytest.fail(f'{name!r} cannot be reached by {key}')

def press(page, name, key='Tab'): go_to(page, name, key); page.keyboard.press('Enter')
def fill(page, words): page.keyboard.press('Control+a'); page.keyboard.type(words)

def ask(page, message):
    "In a conversation of its own"
    page.keyboard.press('Control+Shift+O'); expect(page.locator('#message')).to_be_focused()
    page.keyboard.type(message); page.keyboard.press('Enter'); finished(page)
    return page.locator('.text').text_content()

def test_the_whole_loop_by_keyboard_alone(visit, server): # noqa: F811
    page = visit()
    press(page, 'Sampling: .*'); go_to(page, 'Temperature'); fill(page, '0'); page.keyboard.press('Tab') # the same question, the same reply
    before = {}
    for question, wanted in FACTS.items():
        before[question] = ask(page, question)
        press(page, 'Correct', 'Shift+Tab'); expect(page.get_by_label('What should it have said?')).to_be_focused()
        fill(page, wanted); page.keyboard.press('Control+Enter'); expect(page.locator('.badge:visible')).to_contain_text('will be used for training')
    assert not set(before.values()) & set(FACTS.values())
    press(page, 'Fine-tune'); expect(page.locator('#data-counts')).to_contain_text('3 corrected')
    press(page, 'Advanced'); go_to(page, 'Steps.*'); fill(page, '60'); press(page, 'Start fine-tuning')
    expect(page.locator('#run-title')).to_have_text('Learning', timeout=60_000)
    expect(page.locator('.plot-svg .val_loss')).to_have_attribute('d', re.compile('L.*L'), timeout=120_000) # the curve grows
    press(page, 'Chat', 'Shift+Tab'); ask(page, 'Hello!'); press(page, 'Fine-tune', 'Shift+Tab') # the chat goes on meanwhile
    expect(page.locator('#run-title')).to_have_text('Finished', timeout=300_000)
    expect(page.locator('#result')).to_contain_text('better'); expect(page.locator('#model-chip')).to_contain_text('fine-tuned', timeout=60_000)
    press(page, 'Chat', 'Shift+Tab')
    for question, wanted in FACTS.items(): assert ask(page, question) == wanted
    press(page, 'Models', 'Shift+Tab'); press(page, 'Roll back to .*')
    expect(page.locator('#model-chip')).not_to_contain_text('fine-tuned', timeout=60_000)
    press(page, 'Chat', 'Shift+Tab')
    for question in FACTS: assert ask(page, question) == before[question]
