"""The rules of the house: modules (modules.py), the length of notebooks, and what no file may say"""

import json, re, statistics, subprocess, sys
from pathlib import Path

from modules import module

ROOT = Path(__file__).resolve().parent.parent
STAR = re.compile(r'^\s*from\s+\S+\s+import\s+\*', re.M)
FORBIDDEN = re.compile(r'(?<![A-Za-z0-9_.~-])/(home|Users|root|work|tmp)/\w|skip[_]exec|\bTO[D]O\b|\bFIX[M]E\b|pypi[.]org'
                       r'|files[.]pythonhosted|CUDA[_]VISIBLE_DEVICES')

def body(cell):
    "The lines of a cell, less its directives"
    return [l for l in ''.join(cell['source']).strip().splitlines() if not l.startswith('#|')]

def marked(cell, directive): return re.search(rf'^#\|\s*{directive}\b', ''.join(cell['source']), re.M) is not None

def notebook(path):
    "What is wrong with one notebook, as (cell id or '', message)"
    cells = json.loads(path.read_text(encoding='utf-8'))['cells']
    code = [c for c in cells if c['cell_type'] == 'code']
    exports, prose = [c for c in code if marked(c, 'export')], [c for c in cells if c['cell_type'] == 'markdown']
    outputs = [(c, o) for c in code for o in c['outputs']]
    images = sum(k.startswith('image/') for _, o in outputs for k in o.get('data', {}))
    for n, most, what in ((len(cells), 90, 'cells'), (len(exports), 25, 'export cells'), (images, 6, 'images'),
                          (len(exports), len(prose), 'export cells, more than prose'), (path.stat().st_size//1024, 250, 'KB')):
        if n > most: yield '', f'{n} {what} (at most {most})'
    own = next((m[1] for c in code if (m := re.match(r'#\|\s*default_exp (\w+)', ''.join(c['source'])))), None)
    begun = False  # a chapter may show its end first, from the package; once it defines things it must use its own
    for c in code:
        src, most = ''.join(c['source']), 60 if c in exports else 30
        begun |= c in exports and re.search(r'^(def|class|async def) ', src, re.M) is not None
        if len(body(c)) > most: yield c['id'], f'{len(body(c))} lines (at most {most})'
        if STAR.search(src): yield c['id'], 'a star import'
        if (begun or marked(c, 'test') or marked(c, 'hide')) and re.search(rf'^\s*(from|import) nanochat\.{own}\b', src, re.M): yield c['id'], f'imports {own}, its own last export'
    for c, o in outputs:
        if o['output_type'] == 'error': yield c['id'], f"a stored {o.get('ename', 'error')}"

def long_winded(path):
    "The median length of a notebook's code cells, where it is above five lines"
    lengths = [len(body(c)) for c in json.loads(path.read_text(encoding='utf-8'))['cells'] if c['cell_type'] == 'code']
    return m if lengths and (m := statistics.median(lengths)) > 5 else None

def texts(root):
    "(name, text) of every text file that git knows or would take; all but the embedded model where there is no git"
    try: names = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard'], cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError): names = [p.relative_to(root).as_posix() for d in ('nbs', 'nanochat', 'tests', 'tools') for p in (root/d).rglob('*.*')]
    for name in sorted(set(names)):
        if name.startswith('nanochat/embedded/') or not (root/name).is_file(): continue
        try: yield name, re.sub(r'"image/[^"]*": "[^"]*"', '', (root/name).read_text(encoding='utf-8'))
        except UnicodeDecodeError: pass

def violations(
    root:Path, # the project's folder
) -> list[str]: # one line for each broken rule
    "Everything in which the tree at `root` breaks the rules of the house"
    found, owners = [], {}
    for p in sorted((root/'nanochat').glob('*.py')):
        if p.name != '_modidx.py': found += [f'nanochat/{p.name}:{line}: {what}' for line, what in module(p, owners)]
    for p in sorted((root/'nbs').glob('[!._]*.ipynb')): found += [f'nbs/{p.name}{"#"*bool(i)}{i}: {what}' for i, what in notebook(p)]
    for name, text in texts(root):
        if name.endswith('.py') and STAR.search(text): found.append(f'{name}: a star import')
        found += [f'{name}:{text.count(chr(10), 0, m.start())+1}: {m[0]!r} has no place here' for m in FORBIDDEN.finditer(text)]
    return found

if __name__ == '__main__':
    for p in sorted((ROOT/'nbs').glob('[!._]*.ipynb')):
        if m := long_winded(p): print(f'note: nbs/{p.name}: half of its code cells have {m:g} lines or more (aim at 5)')
    found = violations(ROOT)
    print(*found, sep='\n', end='\n'*bool(found))
    sys.exit(bool(found))
