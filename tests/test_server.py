"A real server under a bad day: listeners who leave, replies without end, requests that are none"

import json, random, re, socket, threading, time, urllib.error, urllib.request
from types import SimpleNamespace

import pytest, torch
from test_app import Actor, every_route

from nanochat.app import close_server, create_app, drain, make_server
from nanochat.chatlog import ChatLog
from nanochat.checkpoint import Checkpoint
from nanochat.engine import Engine
from nanochat.generate import LIMITS
from nanochat.model import GPTConfig
from nanochat.tokenizer import embedded_tokenizer

class Endless:
    "A model that says one word after another for ever, slowly"
    config, device, dtype, said = GPTConfig(8192, 512, 1, 1, 8), 'cpu', 'float32', 0
    def new_slots(self, count): return SimpleNamespace(count=count, take=lambda slot, length: torch.zeros(1), put=lambda slot, kept, length: None)
    def forward(self, tokens, segments, slots, wanted=None):
        time.sleep(.01); self.said += 1
        return torch.nn.functional.one_hot(torch.full([len(wanted) if wanted else len(segments)], 1000 + self.said%3000), 8192).float()*100

@pytest.fixture
def serving(tmp_path):
    "Gives a function from an engine to its server, which runs in a thread, its log and its address"
    servers = []
    def serving(engine):
        log = ChatLog(tmp_path)
        servers.append(server := make_server(engine, log, port=0)); threading.Thread(target=server.run, daemon=True).start()
        return SimpleNamespace(engine=engine, log=log, server=server, address=('127.0.0.1', server.effective_port), url=f'http://127.0.0.1:{server.effective_port}')
    yield serving
    for server in servers: close_server(server)

@pytest.fixture
def endless(serving):
    "A real server whose model never comes to an end"
    return serving(Engine(Checkpoint(Endless(), embedded_tokenizer(), 'endless', 'base', {})))

def begin(address, path, **body):
    "Begin a stream over a socket, and wait for its first text"
    body = json.dumps(body | {'stream': True}).encode()
    listener = socket.create_connection(address, timeout=30)
    listener.sendall(b'POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n' % (path.encode(), len(body)) + body)
    heard = b''
    while heard.count(b'data:') < 3: heard += (part := listener.recv(4096)); assert part
    return listener, heard

def soon(claim):
    for _ in range(400):
        if claim(): return True
        time.sleep(.05)

def test_a_listener_who_leaves_frees_the_line(endless):
    "The stream is cut by the client, and an endless reply ends"
    listener, _ = begin(endless.address, '/chat', message='Go on.', max_tokens=4000); listener.close()
    assert soon(lambda: endless.engine.state()['active'] == 0) and soon(lambda: [e.finish_reason for e in endless.log.exchanges()] == ['cancelled'])

def test_a_stream_is_stopped_by_its_id(endless):
    listener, heard = begin(endless.address, '/v1/chat/completions', model='nanochat', messages=[{'role': 'user', 'content': 'Go on.'}], max_tokens=4000)
    name = re.search(rb'"id": "(chatcmpl-\w+)"', heard)[1].decode()
    stop = urllib.request.Request(f'{endless.url}/v1/chat/completions/{name}', method='DELETE')
    with urllib.request.urlopen(stop) as answer: assert json.load(answer)['cancelled']
    with listener:
        while not heard.endswith(b'0\r\n\r\n'): heard += (part := listener.recv(65536)); assert part
    assert b'"finish_reason": "stop"' in heard and heard.count(b'data: [DONE]') == 1

def test_a_server_that_ends_waits_for_who_is_inside(endless):
    listener, heard = begin(endless.address, '/chat', message='Go on.', max_tokens=60)
    assert not drain(endless.server, .01)
    with pytest.raises(urllib.error.HTTPError) as late: urllib.request.urlopen(f'{endless.url}/health')
    assert late.value.code == 503 and drain(endless.server, 30)
    with listener: heard += listener.recv(2**20)
    assert b'"type": "end"' in heard

def test_who_leaves_in_the_middle_of_an_archive_leaves_nothing_behind(serving):
    "The archive is larger than what the sockets hold; the thread is free at once, the file when the connection ends"
    open_to_all, place = serving(Actor()), lambda: (open_to_all.log.path.parent/'data'/'export').exists()
    def whole():
        with urllib.request.urlopen(f'{open_to_all.url}/models/embedded/export') as answer: return answer.headers['Content-Length'], answer.read()
    with socket.create_connection(open_to_all.address, timeout=30) as s:
        s.sendall(b'GET /models/embedded/export HTTP/1.1\r\nHost: localhost\r\n\r\n'); assert b' 200 ' in s.recv(1000) and place()
        with pytest.raises(urllib.error.HTTPError) as late: whole()
        assert late.value.code == 503 and late.value.headers['Retry-After'] and soon(lambda: open_to_all.server.task_dispatcher.active_count == 0)
    assert soon(lambda: not place()); length, box = whole()
    assert len(box) == int(length) > 3e7 and box.endswith(b'\0\0') and soon(lambda: not place())

POST, HOST = b'POST /chat HTTP/1.1\r\nHost: localhost\r\n', b'Host: localhost\r\n'
SMUGGLED = [
    b'GARBAGE\r\n\r\n', b'\x16\x03\x01\x02\x00\x01', b'GET / HTTP/9.9\r\n\r\n', b'GET / HTTP/1.1\r\n\r\n', b'GET / HTTP/1.1\r\n' + HOST + b'Host: evil.example\r\n\r\n',
    b'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n', b'GET /\xff HTTP/1.1\r\n' + HOST + b'\r\n', b'GET /stats HTTP/1.1\r\nHost : localhost\r\n\r\n',
    b'GET /stats HTTP/1.1\r\n' + HOST + b'X: a\r\n b\x00\r\n\r\n', b'GET /' + b'a' * 300_000 + b' HTTP/1.1\r\n\r\n', POST + b'Content-Length: -1\r\n\r\n',
    POST + b'Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde', POST + b'Content-Length: +5\r\n\r\nabcde', POST + b'Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nzz\r\n',
    POST + b'Transfer-Encoding: xchunked\r\n\r\n', POST + b'Content-Length: 99999999999\r\n\r\n']

def test_bytes_that_are_no_request_harm_nobody(serving):
    "A second request hidden in the body of the first is never answered"
    open_to_all = serving(Actor())
    for raw in SMUGGLED:
        with socket.create_connection(open_to_all.address, timeout=10) as s:
            s.sendall(raw); s.shutdown(socket.SHUT_WR); heard = b''
            try:
                while part := s.recv(65536): heard += part
            except ConnectionResetError: pass # it did not read on
            assert heard.count(b'HTTP/1.') <= 1 and b' 500 ' not in heard[:20] and (not heard or heard.startswith(b'HTTP/1.')), raw[:60]
    with pytest.raises(urllib.error.HTTPError) as long:
        urllib.request.urlopen(urllib.request.Request(f'{open_to_all.url}/chat', b'x' * 10_000_000, {'Content-Type': 'application/json'}))
    assert long.value.code == 413 and json.load(long.value)['error']['type'] == 'invalid_request_error'
    with urllib.request.urlopen(f'{open_to_all.url}/stats') as answer: assert answer.status == 200

ODD = [None, True, -1, 0, 1.5, 2**70, 1e308, '', 'x', 'nanochat', 'ünï 🙂\x00', [], [[]], {}, {'text': 1}, ['a', 1], 'x' * 30_000, [{'role': 'user', 'content': 'hi'}], {'include_usage': True}, {'5': 5}]
FIELDS = ['message', 'messages', 'prompt', 'model', 'stream', 'preset', 'steps', 'force', 'excluded', 'stream_options', 'stop', 'logit_bias', 'n', 'tools', 'id', 'rating', 'correction', 'conversation', 'replaces', 'after', 'prefix', 'then', 'keep', 'newline', 'title', 'leaf', 'lines', 'user', 'top_logprobs', *LIMITS]
RIGHT = [{'message': 'hi'}, {'model': 'nanochat', 'messages': [{'role': 'user', 'content': 'hi'}]}, {'model': 'nanochat', 'prompt': 'hi'}, {'id': 'x1', 'rating': 1}, {'title': 'x', 'leaf': 'x1'}, {'lines': ['{}', {'timestamp': '1', 'user': 'hi', 'assistant': 'ho'}]}, {}]
HEADERS = [{}, {}, {}, {'Accept': '\xff'}, {'Authorization': 'Bearer \xff'}, {'Content-Length': '7'}, {'Transfer-Encoding': 'chunked'}, {'Cookie': '=;=' * 99}, {'Range': 'bytes=9-1'}]
KINDS = ['application/json'] * 6 + ['text/plain', '', 'application/json; charset=utf-16', '\x7f']
METHODS = ['POST'] * 6 + ['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'BREW']
ENDS = [''] * 8 + ['/', '%00', 'x/../..', '%ff', '?x=%ff', 'x//']

def odd_request(chance):
    "Something that a client might send on a bad day"
    body = json.dumps(dict(chance.choice(RIGHT), **{chance.choice(FIELDS): chance.choice(ODD) for _ in range(chance.randrange(3))})).encode()
    spot = chance.randrange(len(body))
    damaged = chance.choice([body, body, body, body[:spot], body[:spot] + bytes([chance.randrange(256)]) + body[spot:], body[::-1], b'[' * 5000 + body, body.replace(b'1', b'NaN'), body.replace(b'hi', b'\\udfff')])
    headers, kind = chance.choice(HEADERS), chance.choice(KINDS)
    return dict(method=chance.choice(METHODS), data=damaged, headers=headers, content_type=kind)

@pytest.mark.parametrize('seed', range(4))
def test_odd_requests_are_refused_in_order(tmp_path, seed):
    "Made by chance from right ones: whatever comes, the answer is JSON, and never a fault"
    chance, app = random.Random(seed), create_app(Actor(), ChatLog(tmp_path)); c, paths = app.test_client(), [path for _, path in every_route(app)]
    for n in range(150):
        path = chance.choice(paths) + chance.choice(ENDS); asked = odd_request(chance); r = c.open(path, **asked)
        assert r.status_code < 500 and (r.status_code < 400 or asked['method'] == 'HEAD' or set(r.json['error']) == {'message', 'type', 'param', 'code'}), (path, asked)
    assert app.gate.refused and c.post('/chat', json={'message': 'still there?'}).json['response'] == 'Hello' and ChatLog(tmp_path).torn == 0
