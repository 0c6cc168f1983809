/** Ends a sandbox when the process is told to, from the first moment on. @returns does the same */
export function endOnSignals(
  starting: Promise<{ stop(): Promise<void> }>,
): () => void {
  // A start that failed has ended what it began.
  const quit = () =>
    void starting.then(
      started => started.stop(),
      () => undefined,
    );
  process.once('SIGINT', quit);
  process.once('SIGTERM', quit);
  process.once('SIGHUP', quit);
  return quit;
}
