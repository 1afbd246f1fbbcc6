import sys

numbers = [int(word) for line in sys.stdin for word in line.split()]
print(f"{len(numbers)} numbers, sum {sum(numbers)}")
print(f"The largest is {max(numbers)}")
