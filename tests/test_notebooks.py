"Each notebook runs alone, top to bottom, in a fresh kernel of this Python, complains of nothing, and shows what it showed before"

import asyncio

import nbformat, pytest
from run import complaints, notebooks, play
from tidy import tidied

def kinds(nb):
    "What sort of outputs each cell has. Not their text: another processor may round otherwise, and a model then says another word (run.py --check compares that too)"
    return {c['id']: [sorted(o.get('data', [o.get('name')])) for o in c.outputs] for c in nb.cells if c.cell_type == 'code'}

@pytest.mark.notebook
@pytest.mark.parametrize('path', notebooks(), ids=lambda p: p.stem)
def test_runs_top_to_bottom(path):
    nb = asyncio.run(play(path, limit=120))
    assert complaints(nb) == []
    assert kinds(nbformat.v4.reads(tidied(nb))) == kinds(nbformat.read(path, 4))
