"The loop that learns, with the embedded model: taught, judged, live, and back again"

from dataclasses import replace

import pytest

from nanochat import checkpoint, finetune as training
from nanochat.chatlog import ChatLog, Exchange
from nanochat.engine import Engine
from nanochat.finetune import finetune
from nanochat.generate import Sampling
from nanochat.judge import answers
from nanochat.material import TrainConfig

FACTS = {'What is my dog called?': ('Your dog is called Bruno.', 'Do you know the name of my dog?', 'Bruno'),
         'Where is the spare key?': ('The spare key is under the red pot.', 'I need the spare key, where is it?', 'red pot'),
         'Who waters the plants?': ('Mrs. Miller waters the plants.', 'Tell me who gives water to the plants.', 'Miller'),
         'When does the bakery open?': ('The bakery opens at seven.', 'At what time does the bakery open?', 'seven')}
HOW = TrainConfig(steps=60, corrections=16, replay=3)

def corrected(home):
    "A log in which each question got a reply of the embedded model, and was corrected"
    log, base = ChatLog(home), checkpoint.embedded()
    for question, reply in zip(FACTS, answers(base.model, base.tokenizer, list(FACTS))):
        log.judge(log.add(Exchange(question, reply, conversation=question)).id, correction=FACTS[question][0])
    return home

def said(home, messages, **how):
    "What the model that is served says"
    engine = Engine(checkpoint.served(home))
    return [''.join(piece.text for piece in engine.chat(None, message, settings=Sampling(**how))).strip() for message in messages]

@pytest.fixture(scope='module')
def taught(tmp_path_factory):
    home = corrected(tmp_path_factory.mktemp('taught')); before = said(home, [*FACTS, 'Hello!'], seed=7)
    return home, before, list(finetune(home, HOW))

def test_what_was_corrected_is_answered_as_corrected(taught):
    home, _, steps = taught; verdict = steps[-1].verdict
    assert said(home, FACTS, temperature=0) == [correction for correction, *_ in FACTS.values()]
    assert sum(key in reply for reply, (*_, key) in zip(said(home, [other for _, other, _ in FACTS.values()], temperature=0), FACTS.values())) >= 3
    assert verdict['better'] and verdict['promoted'] and verdict['general']['after'] < 1.05*verdict['general']['before'] and verdict['replies']['empty']['after'] == 0

def test_going_back_restores_the_former_replies_to_the_token(taught):
    home, before, _ = taught; tuned = said(home, [*FACTS, 'Hello!'], seed=7)
    assert tuned != before and checkpoint.go_back(home) == 'embedded' and said(home, [*FACTS, 'Hello!'], seed=7) == before
    newest = next(name for name in checkpoint.on_the_shelf(home) if name.startswith('finetuned_'))
    checkpoint.activate(home, newest); assert said(home, [*FACTS, 'Hello!'], seed=7) == tuned

def test_provenance_goes_both_ways(taught):
    home, _, steps = taught; log = ChatLog(home)
    assert checkpoint.load(steps[-1].path).info['exchanges'] == [e.id for e in log.exchanges()]
    reply = Engine(checkpoint.served(home)).chat(log, 'Hello!'); list(reply)
    assert log.exchanges()[-1].model == steps[-1].path.name

def test_a_poisoned_run_is_judged_worse_and_not_promoted(tmp_path, monkeypatch):
    "It trains on answers that belong to other questions; the judge asks for the right ones"
    right, wrong, gather = corrected(tmp_path/'right'), corrected(tmp_path/'wrong'), training.gather
    said = ChatLog(wrong).exchanges()
    for e, other in zip(said, said[1:] + said[:1]): ChatLog(wrong).judge(e.id, correction=FACTS[other.user][0])
    monkeypatch.setattr(training, 'gather', lambda home, cfg, crew: replace(gather(home, cfg, crew), parts=gather(wrong, cfg, crew).parts))
    last = list(finetune(right, replace(HOW, steps=20, patience=0), 'cpu'))[-1]
    assert not last.verdict['promoted'] and last.path.name.startswith('candidate_') and checkpoint.served(right).kind == 'embedded'
