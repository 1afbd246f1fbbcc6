import time

GREEN, DIM, RESET = "\033[32m", "\033[2m", "\033[0m"

for step in range(31):
    bar = GREEN + "━" * step + RESET + DIM + "━" * (30 - step) + RESET
    print(f"\r{bar} {step * 100 // 30:3} %", end="", flush=True)
    time.sleep(0.08)
print("\nDone.")
