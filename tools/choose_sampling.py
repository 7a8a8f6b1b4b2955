"""How should the embedded model be sampled? Play the scenes called development with several settings, count what goes wrong, and keep the table for the chapter

    python tools/choose_sampling.py
"""

import itertools, json
from pathlib import Path

from nanochat import checkpoint
from nanochat.engine import Engine
from nanochat.generate import Sampling
from nanochat.lessons import shipped_replay
from nanochat.scorecard import play, rates, scenes

if __name__ == '__main__':
    table = []
    engine, said = Engine(checkpoint.embedded()), [[user for user, _ in talk] for talk in shipped_replay()[1]]
    for temperature, top_p, penalty in [*itertools.product((.3, .4, .5, .6, .7, .9), (.9,), (1.1,)), (.5, .95, 1.1), (.5, .9, 1.), (.5, .9, 1.2), (0, 1., 1.1)]:
        settings = Sampling(temperature=temperature, top_p=top_p, repetition_penalty=penalty)
        met, asked = (sum(counts) for counts in zip(*play(engine, scenes('development'), settings)[0].values()))
        counted, _ = rates(engine, said, settings, count=80)
        table.append(dict(temperature=temperature, top_p=top_p, repetition_penalty=penalty, met=met, asked=asked, bad=counted['replies'] - counted['well'], replies=counted['replies'], variety=counted['variety']))
        print(json.dumps(table[-1]), flush=True)
    (Path(__file__).parent.parent/'nbs'/'sampling.json').write_text(json.dumps(table, indent=1))
