import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.css': 'text/css',
};

/** Serves a folder, and an empty page at its root. */
export async function serveFolder(
  folder: string,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((req, res) => {
    const { pathname } = new URL(req.url!, 'http://localhost');
    if (pathname === '/') {
      res.setHeader('content-type', 'text/html');
      res.end('<!doctype html><title>Developer Hub</title>');
      return;
    }
    try {
      const content = readFileSync(join(folder, normalize(pathname)));
      res.setHeader('content-type', TYPES[extname(pathname)] ?? 'text/plain');
      res.end(content);
    } catch {
      res.statusCode = 404;
      res.end();
    }
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
}

/** What a plugin's part of `dynamicPlugins.frontend` wants the plugin to export: components, and functions of conditions. */
export function importsOf(config: unknown): string[] {
  if (Array.isArray(config)) return config.flatMap(importsOf);
  if (typeof config !== 'object' || config === null) return [];
  return Object.entries(config).flatMap(([key, value]) => {
    if (key === 'importName') return [String(value)];
    if (key === 'if') {
      return Object.values(value as Record<string, unknown[]>)
        .flat()
        .filter((each): each is string => typeof each === 'string');
    }
    return importsOf(value);
  });
}
