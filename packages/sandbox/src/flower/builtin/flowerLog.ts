/** Colours of Flower's log levels. */
const colours = { INFO: 92, WARNING: 93, ERROR: 91 };

/** Writes lines as Flower does: level in colour, text in a column. */
export function createFlowerLog(log: (line: string) => void) {
  return (level: keyof typeof colours, text: string): void => {
    log(
      `\u001b[${colours[level]}m${level} \u001b[0m:${' '.repeat(
        10 - level.length,
      )}${text}`,
    );
  };
}

/** Lines of uvicorn inside a SuperLink. */
export function uvicornLine(logger: string, text: string): string {
  return `${new Date().toISOString()} INFO [uvicorn.${logger}] ${text}`;
}
