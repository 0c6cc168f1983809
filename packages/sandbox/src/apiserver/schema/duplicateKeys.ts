interface Level {
  path: string;
  /** Names seen, of an object; the index, of a list. */
  names?: Set<string>;
  index: number;
}

const STRING = /"(?:[^"\\]|\\.)*"/y;

/**
 * Finds names that a JSON object has twice, which a parser silently drops.
 *
 * @param text - valid JSON
 * @returns paths of the fields, like `spec.ports[0].name`
 */
export function duplicateKeys(text: string): string[] {
  const found: string[] = [];
  const levels: Level[] = [];
  /** Path of the value that comes next. */
  let path = '';
  for (let at = 0; at < text.length; at++) {
    const level = levels[levels.length - 1];
    switch (text[at]) {
      case '{':
        levels.push({ path, names: new Set(), index: 0 });
        break;
      case '[':
        levels.push({ path, index: 0 });
        path = `${path}[0]`;
        break;
      case '}':
      case ']':
        levels.pop();
        break;
      case ',':
        level.index += 1;
        path = `${level.path}[${level.index}]`;
        break;
      case '"': {
        STRING.lastIndex = at;
        const [literal] = STRING.exec(text)!;
        at += literal.length - 1;
        if (level?.names && /^\s*:/.test(text.slice(at + 1, at + 20))) {
          const name = JSON.parse(literal);
          path = level.path ? `${level.path}.${name}` : name;
          if (level.names.has(name)) {
            found.push(path);
          }
          level.names.add(name);
        }
        break;
      }
      default:
    }
  }
  return found;
}
