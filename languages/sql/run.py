"""Runs the statements of a file in SQLite, and shows each result as a table. Stops at a statement that fails, and names its line."""
import os, re, sqlite3, sys

INPUT = re.compile(r'\binput\b', re.IGNORECASE)
OWN_INPUT = re.compile(r'\bCREATE\s+(?:TEMP(?:ORARY)?\s+)?(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?["`\[]?input\b', re.IGNORECASE)
AHEAD = 1000  # the width of columns depends on so many rows
IGNORED = {'headers', 'header', 'mode', 'width', 'nullvalue', 'echo', 'timer', 'bail', 'changes', 'stats', 'eqp', 'print'}
INSTEAD = {
    'tables': "SELECT name FROM sqlite_schema WHERE type = 'table'",
    'schema': 'SELECT sql FROM sqlite_schema',
    'indexes': "SELECT name FROM sqlite_schema WHERE type = 'index'",
    'databases': 'PRAGMA database_list',
    'quit': None,
    'exit': None,
}
# Statements of other databases, by the word that SQLite cannot read.
ELSEWHERE = {
    'SHOW': INSTEAD['tables'],
    'DESCRIBE': 'PRAGMA table_info(name)',
    'DESC': 'PRAGMA table_info(name)',
    'TRUNCATE': 'DELETE FROM name',
    'AUTO_INCREMENT': 'INTEGER PRIMARY KEY, which counts by itself',
}


class Failure(Exception):
    def __init__(self, line, message):
        super().__init__(message)
        self.line = line


def main(path):
    database = sqlite3.connect(':memory:', isolation_level=None)
    with open(path, encoding='utf-8-sig') as file:  # a FIFO until there is a program
        text = file.read()
    if INPUT.search(text) and not OWN_INPUT.search(text):  # otherwise it is not read: an interactive run would wait
        add_input(database)
    try:
        run(text, database)
    except Failure as failure:
        sys.stdout.flush()
        sys.exit(place(failure.line) + str(failure))


def add_input(database):
    lines = sys.stdin.read().split('\n')
    if lines[-1] == '':
        lines.pop()
    database.execute('CREATE TEMP TABLE input (line INTEGER PRIMARY KEY, text TEXT)')
    database.executemany('INSERT INTO input VALUES (?, ?)', enumerate(lines, 1))


def place(line):
    return '%s:%d: ' % (os.path.basename(sys.argv[1]), line)


def run(text, database):
    is_first = True
    for line, statement in statements(text):
        if statement.startswith('.'):
            if dot_command(line, statement):
                return
            continue
        try:
            cursor = database.execute(statement)
            if cursor.description:
                if not is_first:
                    print()
                is_first = False
                show(cursor)
        except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
            raise Failure(line_of(error, line, statement, database), with_advice(error)) from None


def statements(text):
    """Yields each statement, and the line in which it begins. A line outside of statements that begins with a dot is one too."""
    line, at = 1, 0
    while True:
        skipped = re.compile(r'(?:\s+|--[^\n]*|/\*(?:.|\n)*?\*/|;)*').match(text, at)
        line += text.count('\n', at, skipped.end())
        at = skipped.end()
        if at == len(text):
            return
        end = end_of(text, at)
        yield line, text[at:end].rstrip()
        line += text.count('\n', at, end)
        at = end


def end_of(text, at):
    if text[at] == '.':
        return re.compile('.*').match(text, at).end()
    end = text.find(';', at)
    while end >= 0 and not sqlite3.complete_statement(text[at:end + 1]):
        end = text.find(';', end + 1)
    return end + 1 or len(text)


def dot_command(line, command):
    """Returns whether the command ends the program."""
    name = command[1:].split()[0] if command[1:].split() else ''
    if name in IGNORED:
        print('%s.%s is left out: each result is shown as a table with headers.' % (place(line), name), file=sys.stderr)
        return False
    instead = INSTEAD.get(name, '')
    if instead is None:
        return True
    what = '.%s is a command of the program sqlite3 and no SQL, and there is no such program here' % name
    raise Failure(line, what + (': write %s;' % instead if instead else '.'))


def line_of(error, line, statement, database):
    """The line of the word that SQLite complains of, where that can be told; otherwise that of the statement."""
    named = re.match(r'near "(.+)": syntax error|no such (?:table|column|function): (?:\w+\.)*(.+)', str(error))
    if not named:
        return line
    word = named[1] or named[2]
    pattern = r'\b%s\b' % word if re.fullmatch(r'\w+', word) else re.escape(word)
    places = [found.end() for found in re.finditer(pattern, statement)]
    if named[1] and len(places) > 1:
        places = [end for end in places if message_of(database, statement[:end]) == str(error)][:1]
    return line + statement.count('\n', 0, places[0] - 1) if len(places) == 1 else line


def message_of(database, statement):
    """What SQLite complains of in a statement or its beginning, which is not executed."""
    try:
        database.execute('EXPLAIN ' + statement)
    except sqlite3.Error as error:
        return str(error)


def with_advice(error):
    word = re.match(r'near "(\w+)": syntax error', str(error))
    instead = word and ELSEWHERE.get(word[1].upper())
    return '%s; in SQLite write %s' % (error, instead) if instead else error


def show(cursor):
    names = [column[0] for column in cursor.description]
    ahead = cursor.fetchmany(AHEAD)
    kinds = [{type(row[n]) for row in ahead} - {type(None)} for n in range(len(names))]
    is_number = [bool(kind) and kind <= {int, float} for kind in kinds]
    shown = [[text_of(value) for value in row] for row in ahead]
    widths = [max(len(row[n]) for row in [names, *shown]) for n in range(len(names))]

    def put(row):
        cells = [cell.rjust(width) if right else cell.ljust(width) for cell, width, right in zip(row, widths, is_number)]
        sys.stdout.write('  '.join(cells).rstrip() + '\n')

    put(names)
    put(['-' * width for width in widths])
    for row in shown:
        put(row)
    for row in cursor:
        put([text_of(value) for value in row])
    sys.stdout.flush()


def text_of(value):
    if value is None:
        return 'NULL'
    if isinstance(value, bytes):
        return "x'%s'" % value.hex()
    return str(value)


main(sys.argv[1])
