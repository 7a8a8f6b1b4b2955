"""The rules that a module of the package keeps: whom it imports, what its public names owe their reader"""

import ast, io, re, sys, tokenize

SIBLINGS = dict(model='', tokenizer='', checkpoint='model tokenizer', packed='model checkpoint', generate='', batch='packed generate', lens='model tokenizer generate', branches='', chatlog='branches', lora='model',
    engine='model checkpoint packed generate batch branches chatlog', chatbox='chatlog generate engine lens', look='tokenizer checkpoint chatlog generate engine lens chatbox', liveplot='',
    material='model checkpoint chatlog lessons judge crew', finetune='model checkpoint judge lora crew packed material', corpus='model tokenizer chatlog',
    pretrain='model tokenizer checkpoint corpus lessons judge finetune material crew', scorecard='chatlog checkpoint corpus engine generate judge lessons', lessons='tokenizer chatlog', judge='model tokenizer chatlog generate lessons', crew='',
    job='finetune material chatlog checkpoint lessons', gate='chatlog engine generate', api='gate chatlog engine generate', inside='gate api lens generate engine chatlog checkpoint', app='gate api learn job inside history engine chatlog generate checkpoint lens',
    history='gate learn branches generate engine chatlog', learn='gate api job material lessons judge checkpoint packed engine chatlog',
    benchmarks='model tokenizer checkpoint generate chatlog engine packed batch')
SIBLINGS['cli'] = ' '.join(SIBLINGS)
ONLY = dict(flask='gate api learn inside history app', werkzeug='gate api app', flask_limiter='gate', limits='gate', prometheus_client='app', waitress='app', ipywidgets='chatbox look', IPython='chatbox liveplot', matplotlib='liveplot lens', PIL='liveplot lens',
    nbdev='', fastcore='', execnb='', pickle='')  # who may import what
LAZY = {('liveplot', 'IPython'), ('liveplot', 'matplotlib'), ('liveplot', 'PIL'), ('lens', 'matplotlib'), ('lens', 'PIL')}  # … and only inside a function
DEFS = ast.FunctionDef, ast.AsyncFunctionDef

def imports(tree):
    "(line, full name, inside a function?) of each import"
    inner = {id(n) for f in ast.walk(tree) if isinstance(f, DEFS) for n in ast.walk(f)}
    for n in ast.walk(tree):
        if isinstance(n, ast.Import): found = [a.name for a in n.names]
        elif isinstance(n, ast.ImportFrom):
            base = '.'.join(filter(None, ['nanochat' if n.level else '', n.module]))
            found = [f'nanochat.{a.name}' for a in n.names] if base == 'nanochat' else [base]
        else: continue
        yield from ((n.lineno, name, id(n) in inner) for name in found)

def undocumented(f, comments):
    "Parameters of `f` without a line and a comment of their own; a click command says them in its help"
    if any(re.search(r'\b(option|argument|command|group)\b', ast.unparse(d)) for d in f.decorator_list): return []
    a = f.args; args = [x for x in (*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg) if x and x.arg not in ('self', 'cls')]
    ends = sorted([x.lineno for x in args] + [f.returns.lineno if f.returns else f.body[0].lineno])
    def told(x): return [y.lineno for y in args].count(x.lineno) == 1 and comments & {x.lineno, *range(x.lineno, ends[ends.index(x.lineno)+1])}
    return [x.arg for x in args if not told(x)]

def public(tree):
    "(name, node) of what a module defines for others"
    for n in tree.body:
        if isinstance(n, (*DEFS, ast.ClassDef)): names = [n.name]
        elif isinstance(n, (ast.Assign, ast.AnnAssign)):
            names = [x.id for t in getattr(n, 'targets', None) or [n.target] for x in ast.walk(t) if isinstance(x, ast.Name) and isinstance(x.ctx, ast.Store)]
        else: continue
        yield from ((name, n) for name in names if not name.startswith('_'))

def module(path, owners):
    "What is wrong with one module of the package; `owners` gathers where each public name is defined"
    src, mod = path.read_text(encoding='utf-8'), path.stem
    tree, comments = ast.parse(src), {t.start[0] for t in tokenize.generate_tokens(io.StringIO(src).readline) if t.type == tokenize.COMMENT and t.line.lstrip()[0] != ')'}
    if mod not in SIBLINGS and mod != '__init__': yield 1, 'has no row in the table of rooms (SIBLINGS)'
    for line, name, inside in imports(tree):
        top, *rest = name.split('.')
        if mod == '__init__' and top not in sys.stdlib_module_names: yield line, f'`import nanochat` must stay light: {name}'
        if top == 'nanochat' and rest and rest[0] in SIBLINGS and rest[0] not in SIBLINGS.get(mod, '').split(): yield line, f'{mod} may not import {rest[0]}'
        if top in ONLY and mod not in ONLY[top].split(): yield line, f'{mod} may not import {top}'
        if (mod, top) in LAZY and not inside: yield line, f'import {top} inside a function'
    for name, n in public(tree):
        if name in owners: yield n.lineno, f'{name} is defined in {owners[name]} too'
        owners[name] = mod
        if isinstance(n, (*DEFS, ast.ClassDef)) and not ast.get_docstring(n): yield n.lineno, f'{name} has no docstring'
        if isinstance(n, DEFS) and (lost := undocumented(n, comments)): yield n.lineno, f"{name}: no comment for {', '.join(lost)}"
    for n in ast.walk(tree):
        if isinstance(n, ast.Call) and ast.unparse(n.func) == 'torch.load' and not any(k.arg == 'weights_only' and getattr(k.value, 'value', None) is True for k in n.keywords):
            yield n.lineno, 'torch.load without weights_only=True'
