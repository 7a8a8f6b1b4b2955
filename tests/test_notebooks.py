"Each notebook runs alone, top to bottom, in a fresh kernel of this Python"

import asyncio

import pytest
from run import notebooks, play

@pytest.mark.notebook
@pytest.mark.parametrize('path', notebooks(), ids=lambda p: p.stem)
def test_runs_top_to_bottom(path): asyncio.run(play(path, limit=120))
