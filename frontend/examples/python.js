// Examples in Python: what to see, the program, and what it reads.
ide.examples = { python: [] };

ide.examples.python.push(
  {
    name: 'Input',
    about: 'Reads numbers from the input and sums them up',
    input: '12 7\n30\n1 2 3\n',
    code: String.raw`import sys

numbers = [int(word) for line in sys.stdin for word in line.split()]
print(f"{len(numbers)} numbers, sum {sum(numbers)}")
print(f"The largest is {max(numbers)}")
`,
  },
  {
    name: 'Live output',
    about: 'A progress bar in colour, drawn while the program runs',
    input: '',
    code: String.raw`import time

GREEN, DIM, RESET = "\033[32m", "\033[2m", "\033[0m"

for step in range(31):
    bar = GREEN + "━" * step + RESET + DIM + "━" * (30 - step) + RESET
    print(f"\r{bar} {step * 100 // 30:3} %", end="", flush=True)
    time.sleep(0.08)
print("\nDone.")
`,
  },
  {
    name: 'An error with a traceback',
    about: 'The lines it points to are links into the program',
    input: '',
    code: String.raw`def average(values):
    return sum(values) / len(values)


def report(name, values):
    print(f"{name}: {average(values):.2f}")


report("measured", [2.5, 3.5, 4.0])
report("missing", [])
`,
  },
  {
    name: 'A timeout',
    about: 'Runs until the engine stops it',
    input: '',
    code: String.raw`import itertools
import time

for second in itertools.count(1):
    print(f"still here after {second} s", flush=True)
    time.sleep(1)
`,
  },
  {
    name: 'Algorithm: eight queens',
    about: 'Backtracking, with the first solution drawn',
    input: '8\n',
    code: String.raw`def solve(size, queens=()):
    row = len(queens)
    if row == size:
        yield queens
        return
    for column in range(size):
        if all(column != c and abs(column - c) != row - r for r, c in enumerate(queens)):
            yield from solve(size, (*queens, column))


size = int(input())
solutions = list(solve(size))
for column in solutions[0]:
    print(" ".join("♛" if column == c else "·" for c in range(size)))
print(f"\n{len(solutions)} ways to place {size} queens")
`,
  },
  {
    name: 'Colours',
    about: 'ANSI colours, bold, underlined, and stderr',
    input: '',
    code: String.raw`import sys

for code, name in enumerate("black red green yellow blue magenta cyan white".split()):
    print(f"\033[{30 + code}m{name:8}\033[0m \033[{90 + code}mbright\033[0m \033[1;{30 + code}mbold\033[0m")
for level in range(40):
    red, blue = 255 - level * 6, level * 6
    print(f"\033[48;2;{red};60;{blue}m ", end="")
print("\033[0m")
print("This line is on stderr.", file=sys.stderr)
`,
  },
);
