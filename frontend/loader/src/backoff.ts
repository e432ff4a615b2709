// When to knock again.

const FIRST_MILLIS = 2_500;
const LEAST_MILLIS = 300;
const MOST_MILLIS = 15_000;

/**
 * Milliseconds before the next attempt: anywhere below a bound that doubles with every second failure (full jitter), so
 * that a thousand pages whose server restarted return soon and not at once. `chance` is in [0, 1).
 */
export const delay = (failures: number, chance: number): number =>
  LEAST_MILLIS + chance * (Math.min(MOST_MILLIS, FIRST_MILLIS * 2 ** (failures >> 1)) - LEAST_MILLIS);

/** Runs a while after it was last asked to, once. */
export function later(run: () => void, millis: number): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, millis);
  };
}
