"Programs that people use, before a real server with the embedded model; each is skipped where it is not installed"

import sys

import pytest

from nanochat.gate import Keys

HELLO = [{'role': 'user', 'content': 'Hello! How are you?'}]

@pytest.fixture(scope='module')
def place(tmp_path_factory, serve, free_port):
    "The address and a key of a server that asks for keys"
    home, address = tmp_path_factory.mktemp('data'), f'http://127.0.0.1:{free_port}'
    key = Keys(home).new('clients')
    code = 'import sys; from nanochat.cli import main; main(sys.argv[1:])'
    serve([sys.executable, '-c', code, '--data-dir', str(home), 'serve', '--port', str(free_port)], f'{address}/health')
    return f'{address}/v1', key

# --- openai, the library of the people whose API this is

@pytest.fixture(scope='module')
def openai(): return pytest.importorskip('openai', reason='openai is not installed')

@pytest.fixture(scope='module')
def sdk(openai, place): return openai.OpenAI(base_url=place[0], api_key=place[1], max_retries=0)

def test_openai_asks_and_streams_the_same(sdk):
    wish = dict(model='nanochat', messages=HELLO, seed=4, max_tokens=20)
    whole = sdk.chat.completions.create(**wish)
    text, usage = whole.choices[0].message.content, whole.usage
    assert text and whole.model == 'embedded' and whole.choices[0].finish_reason == 'stop' and usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    chunks = list(sdk.chat.completions.create(**wish, stream=True, stream_options={'include_usage': True}))
    assert ''.join(c.choices[0].delta.content or '' for c in chunks if c.choices) == text and chunks[-1].usage == usage
    with sdk.chat.completions.stream(**wish) as stream: assert stream.get_final_completion().choices[0].message.content == text
    assert sdk.chat.completions.create(**wish, extra_body={'top_k': 1, 'min_p': .1, 'repetition_penalty': 1.2, 'unknown': 1}).choices[0].message.content

def test_openai_is_told_the_chances(sdk):
    told = sdk.chat.completions.create(model='nanochat', messages=HELLO, seed=4, logprobs=True, top_logprobs=2).choices[0]
    assert bytes(b for t in told.logprobs.content for b in t.bytes).decode() == told.message.content and all(len(t.top_logprobs) == 2 for t in told.logprobs.content)

def test_openai_completes_and_lists_models(sdk):
    done = sdk.completions.create(model='nanochat', prompt='User: Hi!\nAssistant:', max_tokens=5, temperature=0, logprobs=1)
    assert done.choices[0].text == ''.join(done.choices[0].logprobs.tokens) and done.usage.completion_tokens == 5
    assert ''.join(c.choices[0].text for c in sdk.completions.create(model='nanochat', prompt='User: Hi!\nAssistant:', max_tokens=5, temperature=0, stream=True)) == done.choices[0].text
    assert [m.id for m in sdk.models.list()] == ['nanochat', 'embedded'] and sdk.models.retrieve('nanochat').object == 'model'

def test_openai_raises_its_own_errors(openai, sdk, place):
    def ask(client=sdk, **wish): return client.chat.completions.create(**dict(model='nanochat', messages=HELLO) | wish)
    with pytest.raises(openai.AuthenticationError, match='asks for a key') as e: ask(sdk.with_options(api_key='wrong'))
    assert e.value.code == 'invalid_api_key'
    with pytest.raises(openai.NotFoundError) as e: ask(model='gpt-5')
    assert e.value.code == 'model_not_found'
    with pytest.raises(openai.BadRequestError) as e: ask(temperature=3)
    assert (e.value.param, e.value.type) == ('temperature', 'invalid_request_error')
    with pytest.raises(openai.BadRequestError) as e: ask(messages=[{'role': 'user', 'content': 'word ' * 3000}])
    assert e.value.code == 'context_length_exceeded'
    for wish in dict(n=2), dict(tools=[{'type': 'function', 'function': {'name': 'f', 'parameters': {}}}]), dict(response_format={'type': 'json_object'}):
        with pytest.raises(openai.BadRequestError) as e: ask(**wish)
        assert e.value.code == 'unsupported_parameter' and e.value.param in wish

# --- llm, the terminal's

@pytest.fixture
def llm(place, tmp_path, monkeypatch):
    "llm, which knows the server by a file that its user writes"
    library = pytest.importorskip('llm', reason='llm is not installed')
    monkeypatch.setenv('LLM_USER_PATH', str(tmp_path))
    (tmp_path/'extra-openai-models.yaml').write_text(''.join(f'- {{model_id: {name}, model_name: nanochat, api_base: "{place[0]}", api_key_name: nano{more}}}\n' for name, more in (('nano', ''), ('nano-text', ', completion: true'))))
    return library

@pytest.mark.parametrize('name', ['nano', 'nano-text'])
@pytest.mark.parametrize('stream', [True, False])
def test_llm_asks(llm, place, name, stream):
    reply = llm.get_model(name).prompt('Hello! How are you?', stream=stream, key=place[1], seed=4, max_tokens=20)
    assert reply.text().strip() and (name == 'nano-text' or reply.usage().output > 0) # llm counts no tokens of completions

def test_llm_converses(llm, place):
    talk = llm.get_model('nano').conversation()
    first, second = (talk.prompt(text, key=place[1], seed=4, system='Be kind.') for text in ('Hello!', 'And then?'))
    assert first.text() and second.text() and second.usage().input > first.usage().input

# --- LangChain

@pytest.fixture(scope='module')
def langchain(): return pytest.importorskip('langchain_openai', reason='langchain-openai is not installed')

def test_langchain_asks_streams_and_is_told_the_chances(langchain, place):
    model = langchain.ChatOpenAI(base_url=place[0], api_key=place[1], model='nanochat', seed=4, max_tokens=20, max_retries=0)
    talk = [('system', 'Be kind.'), ('human', 'Hi!'), ('ai', 'Hello.'), ('human', [{'type': 'text', 'text': 'How are you?'}])]
    whole = model.invoke(talk)
    assert whole.content and whole.usage_metadata['output_tokens'] > 0 and whole.response_metadata['finish_reason'] == 'stop'
    assert ''.join(part.content for part in model.stream(talk)) == whole.content
    assert model.bind(logprobs=True, top_logprobs=2).invoke(talk).response_metadata['logprobs']['content'][0]['top_logprobs']
    assert len(model.batch(['Hello!', 'Who are you?', 'Bye!'])) == 3

def test_langchain_completes(langchain, place):
    model = langchain.OpenAI(base_url=place[0], api_key=place[1], model='nanochat', seed=4, max_tokens=5, max_retries=0)
    assert model.invoke('User: Hi!\nAssistant:') == ''.join(model.stream('User: Hi!\nAssistant:')) != ''
