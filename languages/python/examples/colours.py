import sys

for code, name in enumerate("black red green yellow blue magenta cyan white".split()):
    print(f"\033[{30 + code}m{name:8}\033[0m \033[{90 + code}mbright\033[0m \033[1;{30 + code}mbold\033[0m")
for level in range(40):
    red, blue = 255 - level * 6, level * 6
    print(f"\033[48;2;{red};60;{blue}m ", end="")
print("\033[0m")
print("This line is on stderr.", file=sys.stderr)
