import { createParser, EventSourceMessage } from 'eventsource-parser';

/** Views of a thousand members stay far below this; it bounds what a broken server can make us hold. */
const MAX_BUFFER = 32 * 1024 * 1024;

/**
 * Reads an event stream to its end.
 *
 * @param body - body of an answer of type `text/event-stream`
 * @param options - `onEvent` gets each event; `silenceMs` is how long nothing at all, not even a heartbeat comment,
 *   may arrive before the stream counts as lost
 * @returns when the server ends the stream or `signal` is aborted
 * @throws Error when the stream breaks, is silent for too long, or `onEvent` throws
 * @internal
 */
export async function readEventStream(
  body: ReadableStream<Uint8Array>,
  options: {
    signal: AbortSignal;
    silenceMs: number;
    onEvent(event: EventSourceMessage): void;
  },
): Promise<void> {
  const { signal, silenceMs, onEvent } = options;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = createParser({ onEvent, maxBufferSize: MAX_BUFFER });
  const cancel = () => {
    reader.cancel().catch(() => {});
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    while (!signal.aborted) {
      const { done, value } = await withinSilence(reader.read(), silenceMs);
      if (done) {
        return;
      }
      parser.feed(decoder.decode(value, { stream: true }));
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}

function withinSilence<T>(read: Promise<T>, silenceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new Error(`Nothing was heard for ${Math.round(silenceMs / 1000)} s`),
        ),
      silenceMs,
    );
    read.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
