"""Makes an archive of the standard library: python3.13 library.py Lib python313.zip"""
import pathlib, py_compile, sys, zipfile

# What needs a screen, other processes or another system, and what a program has no use for.
LEFT_OUT = {'test', 'idlelib', 'tkinter', 'turtledemo', 'turtle.py', 'ensurepip', 'venv', 'lib2to3', 'pydoc_data', '__pycache__',
            '__phello__', '__hello__.py', 'site-packages'}

folder, archive = map(pathlib.Path, sys.argv[1:])
with zipfile.ZipFile(archive, 'w') as made:
    for source in sorted(folder.rglob('*.py')):
        name = source.relative_to(folder)
        if LEFT_OUT & set(name.parts):
            continue
        code = py_compile.compile(str(source), '/tmp/code.pyc', f'/usr/local/lib/python3.13/{name}', True,
                                  invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
        made.write(code, f'{name}c')
        made.write(source, name, zipfile.ZIP_DEFLATED)  # for tracebacks
