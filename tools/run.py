"""Run notebooks in place, each alone in a fresh kernel, and keep the outputs tidy: run.py [--slow] [--check] [NOTEBOOK …]"""

import asyncio, os, re, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault('JUPYTER_PREFER_ENV_PATH', '1')  # the kernel of this Python, not one that the user once registered

def notebooks(names=()):
    "The notebooks called `names` (with or without folder and ending), all where there are none"
    every = {p.stem: p for p in sorted((ROOT/'nbs').glob('[!._]*.ipynb'))}
    if lost := [n for n in names if Path(n).name.removesuffix('.ipynb') not in every]: sys.exit(f"no such notebook: {', '.join(lost)}")
    return [every[Path(n).name.removesuffix('.ipynb')] for n in names] or list(every.values())

async def play(path, slow=False, limit=600):
    "Run one notebook within `limit` seconds; cells marked `eval: false`, or `slow`, are left as they are, with their outputs"
    import nbformat
    from nbclient import NotebookClient
    nb, skipped = nbformat.read(path, 4), r'#\|\s*eval:\s*false' if slow else r'#\|\s*(eval:\s*false|slow\b)'
    for c in nb.cells:
        if re.search('^'+skipped, c.source, re.M): c.metadata['tags'] = ['skip-execution']
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get('PYTHONPATH'))))
        data = os.environ.get('NANOCHAT_HOME', str(ROOT)) if slow else home  # slow cells may need weights that their user fetched
        env = os.environ | dict(PYTHONPATH=paths, PYTHONHASHSEED='0', NANOCHAT_HOME=data, IPYTHONDIR=f'{home}/.ipython')
        client = NotebookClient(nb, kernel_name='python3', timeout=None, store_widget_state=False, record_timing=False,
                                coalesce_streams=True, extra_arguments=['--log-level=40'], resources={'metadata': {'path': str(path.parent)}})
        run = asyncio.ensure_future(client.async_execute(env=env))
        if not (await asyncio.wait([run], timeout=limit))[0]:
            run.cancel(); await asyncio.gather(run, return_exceptions=True)
            raise TimeoutError(f'{path.name} takes more than {limit} seconds')
        run.result()
    return nb

def complaints(nb):
    "What the cells of a notebook that was run said on stderr, but for bars of progress, as (cell id, text)"
    return [(c['id'], o['text']) for c in nb.cells if c.cell_type == 'code' for o in c.outputs
            if o.get('name') == 'stderr' and not re.search(r'\d+%\|', o['text'])]

async def play_all(paths, slow=False, check=False):
    "Run `paths` two at a time and write what went well, or with `check` only compare; how many did not"
    from tidy import tidied
    gate, failed = asyncio.Semaphore(2), []
    async def one(path):
        async with gate:
            try:
                for cell, words in complaints(nb := await play(path, slow)): print(f'{path.name}#{cell} complained: {words.rstrip()}', file=sys.stderr)
                text = tidied(nb)
            except Exception as e:
                failed.append(path)
                print(f'{path.name} failed: {type(e).__name__}', re.sub(r'\x1b\[[0-9;]*m', '', str(e)).rstrip(), sep='\n', file=sys.stderr)
                return
        changed = text != path.read_text(encoding='utf-8')
        if changed and check: failed.append(path)
        elif changed: path.write_text(text, encoding='utf-8')
        print(f"{path.name}: {'other outputs than those stored' if changed and check else 'new outputs' if changed else 'as it was'}")
    await asyncio.gather(*map(one, paths))
    return len(failed)

def main(args):
    "The command line; the exit status is how many notebooks failed, or with --check have other outputs than those stored"
    return asyncio.run(play_all(notebooks([a for a in args if not a.startswith('--')]), '--slow' in args, '--check' in args))

if __name__ == '__main__': sys.exit(main(sys.argv[1:]))
