# The interpreter of a language that the engine does not have: `say WORDS`, and `ask` for a line of stdin.
import sys

for number, line in enumerate(open("/work/" + sys.argv[1]), 1):
    word, _, rest = line.strip().partition(" ")
    if word == "say":
        print(rest)
    elif word == "ask":
        print(input())
    elif word not in ("", "#"):
        sys.exit(f"toy: there is no {word}\n  main.toy, line {number}")
