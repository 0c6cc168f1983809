/** Keys to look at once the request that brought them up is answered, each once however often it came up. */
export class WorkQueue {
  private readonly keys = new Set<string>();
  private scheduled?: NodeJS.Immediate;

  constructor(private readonly process: (key: string) => void) {}

  add(...keys: string[]): void {
    keys.forEach(key => this.keys.add(key));
    if (this.keys.size) {
      this.scheduled ??= setImmediate(() => this.work());
    }
  }

  stop(): void {
    clearImmediate(this.scheduled);
  }

  private work(): void {
    this.scheduled = undefined;
    for (const key of [...this.keys]) {
      this.keys.delete(key);
      this.process(key);
    }
  }
}
