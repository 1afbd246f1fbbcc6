/** The measured values by name. Measurements take turns, so that a noisy machine disturbs all of them equally. */
export type Measured = Record<string, number[]>;

/** Runs each measurement once in each round, after a round whose values are dropped. Values are in milliseconds. */
export async function sideBySide(
  rounds: number,
  measurements: Record<string, () => Promise<number>>,
): Promise<Measured> {
  const measured: Measured = Object.fromEntries(Object.keys(measurements).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, measure] of Object.entries(measurements)) {
      const ms = await measure();
      if (round > 0) measured[name]!.push(ms);
    }
  }
  return measured;
}

export async function timed(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** Prints medians, spreads, and the ratios to the first measurement, which is the one to compare with. */
export function report(title: string, measured: Measured): void {
  const peer = Object.values(measured)[0] ?? [];
  console.log(`\n${title}\n| | median ms | p10–p90 | ratio |\n| --- | --- | --- | --- |`);
  for (const [name, values] of Object.entries(measured)) {
    const ratio = quantile(values, 0.5) / quantile(peer, 0.5);
    const [low, middle, high] = [0.1, 0.5, 0.9].map((q) => quantile(values, q).toFixed(1));
    console.log(`| ${name} | ${middle} | ${low}–${high} | ${ratio.toFixed(2)} |`);
  }
}
