"Branches, conversations found again, two models side by side, and chats that are not kept, in a real browser"

import json, re, urllib.request

import pytest

from nanochat import checkpoint
from nanochat.chatlog import ChatLog, Exchange
from test_page import START, STEERED, Server, ask, button, end, expect, finished, say, visit # noqa: F401 (a fixture too)

QUICK = "localStorage['nanochat.sampling'] ??= JSON.stringify({ max_tokens: 5, temperature: 1 });"

@pytest.fixture(scope='module')
def server(tmp_path_factory, serve, free_port):
    "A server with two models: the embedded one, and the same under another name, which answers"
    home = tmp_path_factory.mktemp('data'); found = checkpoint.embedded()
    checkpoint.save(home/'models'/'gpt2_nano.pt', found.model, found.tokenizer)
    return Server(home, serve, free_port)

def texts(page): return page.locator('.user-text:visible').all_text_contents()
def talk(page, *messages):
    had = page.locator('.actions:visible').count()
    for n, message in enumerate(messages, had + 1): ask(page, message); finished(page, n)
def count(page, kind): return page.locator(f'.{kind}:visible > span').all_text_contents()
def edit(page, n, words):
    page.get_by_role('button', name='Edit message').nth(n).click()
    page.locator('.rewording:visible textarea').fill(words); page.keyboard.press('Control+Enter')
def stands(server, page): return [e.user for e in ChatLog(server.home).thread(page.url.rpartition('/')[2])]

def test_another_wording_makes_a_branch_and_nothing_is_lost(visit, server):
    page = visit(script=QUICK)
    talk(page, 'One.', 'Two.', 'Three.')
    edit(page, 0, 'Uno.')
    finished(page, 1); assert texts(page) == ['Uno.'] and count(page, 'wordings') == ['2/2'] and stands(server, page) == ['Uno.']
    talk(page, 'Due.')
    with page.expect_response(re.compile('/conversations/')): page.get_by_role('button', name='Previous wording').press('Enter')
    assert texts(page) == ['One.', 'Two.', 'Three.'] and count(page, 'wordings') == ['1/2'] and stands(server, page) == ['One.', 'Two.', 'Three.']
    expect(page.get_by_role('button', name='Next wording')).to_be_focused() # the one that was pressed leads nowhere now
    page.reload(); finished(page, 3); assert texts(page) == ['One.', 'Two.', 'Three.']
    page.get_by_role('button', name='Next wording').click(); assert texts(page) == ['Uno.', 'Due.']
    page.fill('#message', ''); page.press('#message', 'ArrowUp') # the newest message
    expect(page.locator('.rewording:visible textarea')).to_be_focused(); page.keyboard.press('Escape')
    expect(page.get_by_role('button', name='Edit message').last).to_be_focused()
    assert [line['user'] for line in server.kept()][-5:] == ['One.', 'Two.', 'Three.', 'Uno.', 'Due.']

def test_any_reply_can_be_asked_for_again(visit, server):
    page = visit(script=QUICK)
    talk(page, 'Tell me a joke.', 'Another one.')
    for n in 2, 3:
        button(page, 'Regenerate').first.click()
        expect(page.locator('.answers:visible > span')).to_have_text(f'{n}/{n}'); finished(page, 1)
    assert texts(page) == ['Tell me a joke.'] and stands(server, page) == ['Tell me a joke.']
    back = page.get_by_role('button', name='Previous reply')
    back.click(); back.click(); assert texts(page) == ['Tell me a joke.', 'Another one.'] and count(page, 'answers') == ['1/3']
    talk(page, 'And one more.'); assert stands(server, page) == ['Tell me a joke.', 'Another one.', 'And one more.']

def test_a_reply_that_was_cut_goes_on(visit, server):
    page = visit(script=QUICK)
    for n in range(1, 9): # until one is cut
        talk(page, 'Tell me a story.')
        if server.kept()[-1]['finish_reason'] == 'length': break
    begun = server.kept()[-1]; button(page, 'Continue').last.click()
    expect(page.locator('.answers:visible > span')).to_have_text('2/2'); finished(page, n)
    more = server.kept()[-1]; assert more['replaces'] == begun['id'] and more['tokens'][:5] == begun['tokens'] and more['assistant'].startswith(begun['assistant'].rstrip('\ufffd'))
    assert len(more['tokens']) > 5 and page.locator('.text').last.text_content() == more['assistant']

def test_what_is_told_of_a_reply_is_told_again_after_a_reload(visit, server):
    page = visit(script=QUICK)
    talk(page, *['Tell me a long story. '*20]*5)
    def told(): return [page.locator(where).all_text_contents() for where in ('.facts', '.context-text', '.dropped')]
    before = told(); page.reload(); finished(page, 5); expect(page.locator('.dropped')).to_be_visible()
    after = told(); assert after[0] == before[0] and 'tokens/s' in after[0][0] and after[2] and '–' not in after[1][0]

def test_conversations_are_searched_named_and_brought_back(visit, server):
    page = visit(script=QUICK)
    talk(page, 'My aardvark is called Bruno.')
    menu = page.get_by_role('group').filter(has=page.locator('summary[aria-label="More for “My aardvark is called Bruno.”"]'))
    page.keyboard.press('Control+k'); expect(page.locator('#search')).to_be_focused()
    page.keyboard.type('AARDVARK'); expect(page.locator('.conversation small')).to_contain_text('aardvark is called')
    page.keyboard.press('Escape'); expect(page.locator('.conversation small')).to_have_count(0)
    def choose(what): page.locator('.conversation:has([aria-current]) summary').click(); page.locator('.conversation:has([aria-current])').get_by_text(what).click()
    choose('Rename'); page.get_by_label('Name of this conversation').fill('<b>Bruno'); page.keyboard.press('Enter')
    expect(page.locator('.conversation-link[aria-current]')).to_have_text('<b>Bruno'); page.reload()
    expect(page.locator('.conversation-link[aria-current]')).to_have_text('<b>Bruno')
    with page.expect_download() as download: choose('Export as Markdown')
    text = open(download.value.path()).read(); assert 'My aardvark is called Bruno.' in text and '.md' in download.value.suggested_filename
    with page.expect_download() as download: choose('Export as JSONL')
    assert any(json.loads(line).get('user') == 'My aardvark is called Bruno.' for line in open(download.value.path()))
    choose('Delete'); expect(page.locator('#welcome')).to_be_visible(); expect(page.get_by_role('link', name='<b>Bruno')).to_have_count(0)
    button(page, 'Undo').click(); page.get_by_role('link', name='<b>Bruno').click(); finished(page); choose('Delete')
    assert server.kept()[-1]['user'].startswith('My aardvark') # still
    page.close(run_before_unload=True) # it can no longer be brought back
    again = visit(); again.wait_for_function("async () => !(await (await fetch('search?q=aardvark')).json()).found.length")
    assert all('aardvark' not in line['user'] for line in server.kept())

def test_keys_for_those_who_like_keys(visit, server):
    page = visit(width=500, script=QUICK)
    talk(page, 'Hello?')
    assert page.locator('.user-text').all_text_contents() == ['Hello?'] and not page.locator('#keys-dialog').is_visible() # in the box it is a question mark
    page.locator('#scroller').focus(); page.keyboard.press('?'); expect(page.get_by_role('dialog', name='Keys')).to_be_visible()
    page.keyboard.press('Escape'); page.keyboard.press('Control+Shift+O'); expect(page.locator('#welcome')).to_be_visible()
    page.keyboard.press('Control+k'); expect(page.locator('#search')).to_be_focused() # in its drawer

def test_a_chat_that_is_not_kept_leaves_nothing(visit, server):
    page = visit(script=QUICK); before = server.kept()
    page.get_by_label('Keep it').uncheck()
    read = []
    for message in 'A secret.', 'Another.': talk(page, message); read.append(int(page.locator('.context-text').text_content().split()[0]))
    assert read[1] > read[0] + 8 and page.url.endswith('/') | page.url.endswith('#/chat') # it was remembered, without an address
    expect(button(page, 'Correct')).to_have_count(0); expect(page.locator('.conversation-link', has_text='secret')).to_have_count(0)
    assert server.kept() == before
    page.click('#new-chat'); expect(page.locator('#welcome')).to_be_visible(); expect(page.get_by_label('Keep it')).to_be_checked()

def test_two_models_answer_and_the_better_one_goes_on(visit, server):
    page = visit(script=QUICK)
    page.click('#open-settings'); page.locator('#rival').select_option('embedded')
    ask(page, 'Hello!'); votes = button(page, 'This one is better'); expect(votes).to_have_count(2, timeout=60_000)
    first, second = server.kept()[-2:]
    assert (first['model'], second['model'], second['replaces']) == ('gpt2_nano.pt', 'embedded', first['id']) and first['seed'] == second['seed']
    with page.expect_response('**/feedback'): votes.last.click()
    expect(page.locator('.exchange')).to_have_count(1); assert count(page, 'answers') == ['2/2']
    assert server.kept('feedback')[-1]['id'] == second['id'] and server.kept('feedback')[-1]['rating'] == 1
    page.locator('#rival').select_option('')
    talk(page, 'Go on.'); assert server.kept()[-1]['after'] == second['id']

def test_a_reply_goes_on_while_another_chat_is_looked_at(visit, server):
    page = visit(script=STEERED)
    ask(page, 'Take your time.'); say(page, START, dict(type='text', text='So'))
    page.click('#new-chat'); expect(page.locator('.exchange')).to_have_count(0); expect(page.locator('#message')).to_be_enabled()
    page.route('**/conversations/talk-1', lambda route: route.fulfill(json=dict(id='talk-1', leaf='', tokens=0, dropped_turns=0, exchanges=[])))
    page.evaluate("location.hash = '#/chat/talk-1'"); expect(page.locator('.streaming .text')).to_have_text('So')
    say(page, dict(type='text', text=' it goes.'), end('So it goes.')); expect(page.locator('.text')).to_have_text('So it goes.')
    assert not page.evaluate('window.aborted')

def test_a_screen_reader_hears_sentences_and_who_waits_its_place(visit):
    page = visit(script=STEERED); heard = page.locator('#announcer')
    ask(page, 'Hi'); say(page, START, dict(type='waiting', place=2)); expect(page.locator('.waiting')).to_have_text('2 replies before this one')
    say(page, dict(type='waiting', place=0)); expect(page.locator('.waiting')).to_contain_text('Reading')
    say(page, dict(type='text', text='It is late. Go')); expect(heard).to_have_text('It is late.')
    say(page, dict(type='text', text=' home.'), end('It is late. Go home.')); expect(heard).to_have_text('Go home.')

def test_a_reply_is_copied_as_it_reads(visit, server):
    page = visit(script=QUICK, permissions=['clipboard-read', 'clipboard-write'])
    talk(page, 'Say something.'); button(page, 'Copy').click(); expect(button(page, 'Copied')).to_be_visible()
    assert page.evaluate('navigator.clipboard.readText()') == server.kept()[-1]['assistant']

def test_everything_is_forgotten(visit, server): # the last one: nothing is left
    page = visit(script=QUICK); talk(page, 'Remember me.')
    with page.expect_response('**/feedback'): button(page, 'Good reply').click()
    page.get_by_role('link', name='Stats').click(); button(page, 'Delete all my data').click()
    dialog = page.get_by_role('dialog'); dialog.get_by_role('button', name='Delete').click(); dialog.get_by_role('button', name='Delete').click()
    expect(dialog).to_be_hidden(); assert server.kept() == [] == server.kept('feedback')
    page.get_by_role('link', name='Chat', exact=True).click(); expect(page.locator('#welcome')).to_be_visible(); expect(page.locator('.conversation')).to_have_count(0)
