"""Training speed beside others: our update, the same step as nanoGPT takes it on a CPU (float32), and a plain loop over transformers' GPT-2 in bfloat16

    python tools/bench_training.py                 # GPT-2 124M, 4 rows of 256 tokens, and the embedded model's shape, 32 rows
"""

import argparse, json, statistics, subprocess, sys, time

import torch
from torch.nn import functional as F

from nanochat.crew import Crew
from nanochat.finetune import Objective, adamw, update
from nanochat.material import Part, TrainConfig
from nanochat.model import GPT, GPTConfig
from nanochat.packed import keep_memory

SHAPES = {'gpt2': (GPTConfig(), 4), 'embedded': (GPTConfig(vocab_size=8192, block_size=512, n_layer=4, n_head=5, n_embd=320), 32)}

def ours(config, batch):
    "One update as `train` makes it"
    keep_memory(None); model = GPT(config); cfg = TrainConfig(); optimizer, objective, crew = adamw(model, cfg), Objective(model), Crew()
    return lambda: update(objective, optimizer, [Part(*batch)], 1e-4, cfg, crew)

def nanogpt(config, batch):
    "nanoGPT's train.py on a CPU: float32, one large batch, all scores, AdamW as PyTorch chooses it"
    model = GPT(config); groups = [{'params': [p for p in model.parameters() if (p.dim() > 1) == tall], 'weight_decay': decay} for tall, decay in ((True, .1), (False, 0.))]
    optimizer = torch.optim.AdamW(groups, lr=1e-4, betas=(0.9, 0.95))
    def step():
        loss = F.cross_entropy(model(batch[0]).view(-1, config.vocab_size), batch[1].view(-1), ignore_index=-1)
        loss.backward(); torch.nn.utils.clip_grad_norm_(model.parameters(), 1.); optimizer.step(); optimizer.zero_grad(set_to_none=True)
    return step

def transformers(config, batch):
    "transformers' GPT-2 under bfloat16 autocast with fused AdamW, as its Trainer has it"
    from transformers import GPT2Config, GPT2LMHeadModel
    model = GPT2LMHeadModel(GPT2Config(vocab_size=config.vocab_size, n_positions=config.block_size, n_embd=config.n_embd, n_layer=config.n_layer, n_head=config.n_head,
                                       resid_pdrop=0, embd_pdrop=0, attn_pdrop=0)).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, fused=True); labels = torch.cat([batch[0][:, :1], batch[1]], 1)[:, :-1]
    def step():
        with torch.autocast('cpu', torch.bfloat16): loss = model(batch[0], labels=labels).loss
        loss.backward(); torch.nn.utils.clip_grad_norm_(model.parameters(), 1.); optimizer.step(); optimizer.zero_grad(set_to_none=True)
    return step

def work(peer, name):
    "In a process of its own: take two steps for each line that comes in, and say how long they took"
    config, rows = SHAPES[name]; torch.manual_seed(0); batch = torch.randint(config.vocab_size, (rows, 256)), torch.randint(config.vocab_size, (rows, 256))
    step = PEERS[peer](config, batch); step()
    for _ in sys.stdin:
        start = time.perf_counter(); step(); step(); print(2*rows*256/(time.perf_counter() - start), flush=True)

PEERS = dict(ours=ours, nanogpt=nanogpt, transformers=transformers)

if __name__ == '__main__':
    read = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    read.add_argument('--only', choices=SHAPES, nargs='*', default=list(SHAPES)); read.add_argument('--rounds', type=int, default=7); read.add_argument('--work', nargs=2)
    args = read.parse_args()
    if args.work: work(*args.work); sys.exit()
    for name in args.only:
        workers = {peer: subprocess.Popen([sys.executable, __file__, '--work', peer, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1) for peer in PEERS}
        speed = {peer: [] for peer in PEERS}
        for turn in range(args.rounds + 1): # interleaved, so that a machine that changes its pace is the same for all; the first round warms up
            for peer, worker in workers.items():
                worker.stdin.write('go\n'); told = float(worker.stdout.readline())
                if turn: speed[peer].append(told)
        for worker in workers.values(): worker.stdin.close(); worker.wait()
        ratios = {peer: sorted(ours/theirs for ours, theirs in zip(speed['ours'], speed[peer])) for peer in PEERS if peer != 'ours'}
        print(json.dumps(dict(model=name, tokens_per_second={peer: round(statistics.median(s)) for peer, s in speed.items()},
                              ours_over={peer: dict(median=round(statistics.median(r), 2), least=round(r[0], 2), most=round(r[-1], 2)) for peer, r in ratios.items()})), flush=True)
