"""Teach the embedded model thirty facts by correcting its replies, and see what it knows afterwards, and what it forgot

    python tools/teach_in.py                       # the set called test, with the standard preset
    python tools/teach_in.py --preset lora --corpus FOLDER_OF_JSON_LINES
"""

import argparse, json, os, tempfile, time
from pathlib import Path

os.environ.setdefault('OMP_WAIT_POLICY', 'PASSIVE') # as the job sets it: a thread that waits shall not spin, lest a busy neighbour doubles every wait

from nanochat import checkpoint
from nanochat.chatlog import ChatLog, Exchange
from nanochat.engine import Engine
from nanochat.finetune import finetune
from nanochat.generate import Sampling
from nanochat.judge import evaluate, in_batches, loops
from nanochat.lessons import cut_rows
from nanochat.material import preset
from nanochat.packed import load_packed
from nanochat.corpus import encode_document, load_corpus

def ask(engine, messages):
    "What the served model answers, each message in a conversation of its own"
    replies = [engine.chat(None, message, settings=Sampling(temperature=0)) for message in messages]
    return [''.join(piece.text for piece in reply).strip() for reply in replies]

def general_loss(found, corpus):
    "Nats per token on conversations of the corpus that neither pretraining nor the replay holds"
    import numpy as np
    held = load_corpus(corpus, ['self_dialogue', 'synthetic_persona_chat', 'topical_chat', 'project_templates']).held
    tokens = [t for documents in held.values() for d in documents[-60:] for t in encode_document(found.tokenizer, d)]
    return evaluate(found.model.float(), in_batches(cut_rows(np.array(tokens, np.uint16), found.tokenizer, 256, assistant_only=False)))

if __name__ == '__main__':
    read = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    read.add_argument('--facts', default=Path(__file__).parent.parent/'nbs'/'teach_in.json', type=Path)
    read.add_argument('--part', default='test', choices=['test', 'development'])
    read.add_argument('--preset', default='standard')
    read.add_argument('--set', nargs='*', default=[], metavar='FIELD=NUMBER', help='fields of TrainConfig, as in steps=100')
    read.add_argument('--corpus', help='measure forgetting on the held-out part of this corpus too')
    read.add_argument('--home', help='an empty data folder to use; it keeps the log and the model')
    read.add_argument('--show', action='store_true', help='print every reply')
    args = read.parse_args(); facts = json.loads(args.facts.read_text(encoding='utf-8'))[args.part]
    home, base = Path(args.home or tempfile.mkdtemp()), checkpoint.embedded(); log, engine = ChatLog(home), Engine(base)
    for fact, reply in zip(facts, ask(engine, [f['question'] for f in facts])):
        told = log.add(Exchange(fact['question'], reply, conversation=fact['question']))
        log.judge(told.id, correction=fact['correction'])
    start = time.perf_counter()
    given = {name: json.loads(number) for name, number in (field.split('=') for field in args.set)}
    for last in finetune(home, preset(args.preset, **given)):
        if last.val_loss: print(f'step {last.step:3}  loss {last.loss or float("nan"):.3f}  in other words {last.val_loss:.3f}  general {last.general:.3f}  {last.seconds:4.0f} s  {last.prompt} {last.sample}', flush=True)
    seconds = time.perf_counter() - start
    engine = Engine(load_packed(last.path, 'cpu')); right = lambda reply, fact: all(key in reply.lower() for key in fact['key'])
    same = ask(engine, [f['question'] for f in facts]); other = ask(engine, [q for f in facts for q in f['others']])
    heard = [[right(other[3*n+k], fact) for k in range(3)] for n, fact in enumerate(facts)]
    if args.show:
        for n, fact in enumerate(facts): print(fact['question'], '→', same[n], *(f"\n     {q} → {other[3*n+k]}{'' if heard[n][k] else '   ✗'}" for k, q in enumerate(fact['others'])))
    found = dict(preset=args.preset, part=args.part, promoted=last.verdict['promoted'], reasons=last.verdict['reasons'], facts=len(facts), same_words=sum(map(right, same, facts)),
                 other_words=sum(sum(h) >= 2 for h in heard), paraphrases=sum(map(sum, heard)), general=last.verdict['general'], empty=sum(not r for r in same + other), looping=sum(map(loops, same + other)),
                 judge=last.verdict['corrections'], replies=last.verdict['replies'], steps=last.step, tokens=last.tokens, seconds=round(seconds), training_seconds=round(last.seconds))
    if args.corpus: found['corpus'] = dict(before=general_loss(checkpoint.embedded(), args.corpus), after=general_loss(checkpoint.load(last.path), args.corpus))
    for name in 'general', 'corpus':
        if name in found: found[f'{name}_percent'] = round(100*(found[name]['after']/found[name]['before'] - 1), 2)
    print(json.dumps(found, indent=1))
