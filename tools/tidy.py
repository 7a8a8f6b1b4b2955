"""Make notebooks byte-stable: outputs without counts, ids and progress; cells with ids that tell; `--check` only names what would change"""

import re, sys
from pathlib import Path

import nbformat
from nbdev.clean import clean_nb

ROOT = Path(__file__).resolve().parent.parent
KERNEL = dict(display_name='python3', language='python', name='python3')  # the name that nbdev's save hook writes too
CHANCE_ID = re.compile(r'[0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')  # what Jupyter and nbformat draw
DEFINES = re.compile(r'^(?:(?:async )?def|class)\s+(\w+)|^(\w+)(?:\s*:[^=\n]+)?\s*=(?!=)', re.M)

def slug(text, most=40):
    "The words of `text` in lower case with hyphens, as many as fit: CausalSelfAttention → causal-self-attention"
    text = re.sub(r'([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])', r'\1\3-\2\4', text)
    text = re.sub('[^a-z0-9]+', '-', text.lower()).strip('-')
    return text if len(text) <= most else text[:most+1].rpartition('-')[0] or text[:most]

def topic(cell):
    "What a cell is about: the first public name that an exported cell or a test defines, else how it begins"
    lines = [l for l in cell.source.splitlines() if l.strip()] or ['']
    code = [l for l in lines if not l.startswith(('#|', '%'))]
    if re.match(r'#\|\s*(export|test)', lines[0]):
        if found := [a or b for a, b in DEFINES.findall(cell.source)]: return slug(next((n for n in found if n[0] != '_'), found[0]), 60)
        if code and code[0].startswith(('import ', 'from ')): return 'imports'
    if re.match(r'#\|\s*hide', lines[0]): return 'hidden-imports' if 'import ' in cell.source else 'hidden'
    return slug((code or lines)[0]) or cell.cell_type

def name_cells(cells):
    "Give each cell with a drawn, missing or doubled id one that tells; an id once given stays"
    taken = set()
    for c in cells:
        if CHANCE_ID.fullmatch(c.get('id', '')) or c.get('id') in taken: c['id'] = None
        taken.add(c.get('id'))
    for c in (c for c in cells if not c.get('id')):
        new, n = topic(c), 1
        while (name := new if n == 1 else f'{new}-{n}') in taken: n += 1
        c['id'] = name; taken.add(name)

def tidy_outputs(cell):
    "Drop what a kernel leaves for itself: progress on stderr, references to live widgets"
    for o in cell.outputs: o.get('data', {}).pop('application/vnd.jupyter.widget-view+json', None)
    cell.outputs = [o for o in cell.outputs if o.get('name') != 'stderr' and o.get('data', True)]

def tidied(nb):
    "The text of notebook `nb` as it is kept in the repository"
    nb.cells = [c for c in nb.cells if c.source.strip()]
    for c in nb.cells:
        c.source = c.source.rstrip()
        if c.cell_type == 'code': tidy_outputs(c)
    name_cells(nb.cells)
    clean_nb(nb, clean_ids=True)
    nb['metadata'], nb['nbformat_minor'] = {'kernelspec': KERNEL}, 5
    return nbformat.writes(nb) + '\n'

def untidy():
    "Notebooks that are not as they would be kept: path → tidied text"
    pairs = {p: (t := p.read_text(encoding='utf-8'), tidied(nbformat.v4.reads(t))) for p in sorted((ROOT/'nbs').glob('[!._]*.ipynb'))}
    return {p: new for p, (old, new) in pairs.items() if old != new}

if __name__ == '__main__':
    found, check = untidy(), '--check' in sys.argv
    for p, text in found.items():
        print(f"{'not tidy' if check else 'tidied'}: {p.relative_to(ROOT).as_posix()}")
        if not check: p.write_text(text, encoding='utf-8')
    sys.exit(1 if check and found else 0)
