import { useEffect, useState } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach(each => each()), 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/**
 * A text that depends on the time. One clock serves all; a component renders again only when its own text changes.
 */
export function useTicking(format: (now: number) => string): string {
  const [, setTick] = useState('');
  useEffect(() => subscribe(() => setTick(format(Date.now()))), [format]);
  return format(Date.now());
}
