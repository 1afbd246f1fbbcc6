def average(values):
    return sum(values) / len(values)


def report(name, values):
    print(f"{name}: {average(values):.2f}")


report("measured", [2.5, 3.5, 4.0])
report("missing", [])
