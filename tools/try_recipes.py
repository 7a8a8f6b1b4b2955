"""Which size, rate and optimiser? Train each for some minutes on one core, and see how it guesses text that it never read

    python tools/try_recipes.py --corpus FOLDER n_layer=6,n_embd=256,n_head=4,optimizer=adamw,peak=3e-3,rows=16 n_layer=4,n_embd=320,n_head=5,peak=4e-3,rows=32
"""

import argparse, json, os, subprocess, sys, time

def attempt(corpus, minutes, given):
    "One recipe: the rate climbs for a twentieth of the time and falls straight to zero in the rest"
    import numpy as np, torch
    from nanochat import tokenizer as vocabularies
    from nanochat.corpus import encode_document, load_corpus, loss_per_byte
    from nanochat.crew import Crew
    from nanochat.finetune import Objective, adamw, update
    from nanochat.material import Part
    from nanochat.model import GPT, GPTConfig
    from nanochat.packed import keep_memory
    from nanochat.pretrain import OWN, Mixture, Muon, Recipe, Stage, make_vocabulary
    torch.set_num_threads(1); keep_memory(None)
    shape = {name: int(given.pop(name, usual)) for name, usual in (('n_layer', 4), ('n_head', 5), ('n_embd', 320))}
    rows, optimizer, peak = int(given.pop('rows', 32)), given.pop('optimizer', 'muon'), float(given.pop('peak', 4e-3))
    if given: sys.exit(f'{next(iter(given))} is no part of a recipe here')
    usual = Recipe(); parts = {name: sum(s.share*s.parts.get(name, 0)/sum(s.parts.values()) for s in usual.stages) for s in usual.stages for name in s.parts}
    recipe = Recipe(config=dict(block_size=512, **shape), stages=(Stage(1., parts),), step_tokens=256*rows, optimizer=optimizer, peak=peak)
    found = load_corpus(corpus, [name for name in parts if name not in OWN])
    tokenizer = vocabularies.from_ranks(make_vocabulary(found, usual))
    sources = {name: np.array([t for d in documents for t in encode_document(tokenizer, d)], np.uint16) for name, documents in found.kept.items()}
    mixture = Mixture(sources, tokenizer.end_of_text, recipe); torch.manual_seed(0)
    model = GPT(GPTConfig(vocab_size=tokenizer.vocab_size, **recipe.config)); cfg, crew, objective = recipe.train, Crew(), Objective(model)
    change = {'muon': Muon, 'adamw': adamw}[optimizer](model, cfg); number, spent = 0, 0.
    while spent < 60*minutes:
        batch = Part(*mixture(number)); start, done = time.perf_counter(), spent/60/minutes
        update(objective, change, [batch], peak*max(.001, min(done/.05, (1 - done)/.95)), cfg, crew)
        number += 1; spent += time.perf_counter() - start
    return dict(layers=shape['n_layer'], width=shape['n_embd'], optimizer=optimizer, peak=peak, rows=rows, parameters=sum(p.numel() for p in model.parameters()), tokens=number*rows*256,
                **{name: loss_per_byte(model.eval(), tokenizer, found.held[name]) for name in ('self_dialogue', 'synthetic_persona_chat', 'topical_chat') if name in found.held})

if __name__ == '__main__':
    read = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    read.add_argument('recipes', nargs='+', help='NAME=NUMBER,… of n_layer, n_head, n_embd, optimizer, peak and rows (of 256 tokens)'); read.add_argument('--corpus', required=True)
    read.add_argument('--minutes', type=float, default=10); read.add_argument('--together', type=int, default=2, help='how many train side by side'); read.add_argument('--alone', action='store_true', help=argparse.SUPPRESS)
    args = read.parse_args()
    if args.alone: print(json.dumps(attempt(args.corpus, args.minutes, dict(pair.split('=') for pair in args.recipes[0].split(','))))); sys.exit()
    os.environ['OMP_NUM_THREADS'] = '1'
    for n in range(0, len(args.recipes), args.together): # beside each other, so that a machine that changes its pace is the same for both
        several = [subprocess.Popen([sys.executable, __file__, recipe, '--corpus', args.corpus, '--minutes', str(args.minutes), '--alone'], stdout=subprocess.PIPE, text=True) for recipe in args.recipes[n:n+args.together]]
        for one in several: print(one.communicate()[0], end='', flush=True)
