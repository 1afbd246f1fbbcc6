def solve(size, queens=()):
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
