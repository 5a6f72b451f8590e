/** The process around the workers: its name, and the signals that tell it to go. */

/** As much of Node's process as is used here. */
interface Process {
  readonly pid: number;
  once(signal: string, listener: () => void): void;
  removeListener(signal: string, listener: () => void): void;
  listenerCount(signal: string): number;
  exit(code: number): void;
}

/** Who is to stop first. */
type Stop = () => Promise<void>;

const { process } = globalThis as unknown as { readonly process: Process };
const stops = new Map<string, Set<Stop>>();
const listeners = new Map<string, () => void>();

export function processName(uuid: () => string): string {
  return `node-${process.pid}-${uuid().slice(0, 6)}`;
}

/** Calls `stop` at the first of the signals; the process ends when all who were called have stopped. */
export function onSignals(signals: readonly string[], stop: Stop): () => void {
  signals.forEach((signal) => listen(signal, stop));
  return () => signals.forEach((signal) => leave(signal, stop));
}

function listen(signal: string, stop: Stop): void {
  const waiting = stops.get(signal) ?? new Set();
  stops.set(signal, waiting.add(stop));
  if (!listeners.has(signal)) {
    const listener = (): void => void goes(signal);
    listeners.set(signal, listener);
    process.once(signal, listener);
  }
}

function leave(signal: string, stop: Stop): void {
  const waiting = stops.get(signal);
  waiting?.delete(stop);
  if (waiting?.size === 0) {
    deafen(signal);
  }
}

/** From now on a signal does what it does without us: it ends the process at once. */
function deafen(signal: string): void {
  const listener = listeners.get(signal);
  listeners.delete(signal);
  stops.delete(signal);
  if (listener) {
    process.removeListener(signal, listener);
  }
}

async function goes(signal: string): Promise<void> {
  const leaving = [...(stops.get(signal) ?? [])];
  const isOurs = process.listenerCount(signal) === 0;
  [...listeners.keys()].forEach(deafen);
  await Promise.all(leaving.map((stop) => stop()));
  if (isOurs) {
    process.exit(0);
  }
}
