declare module 'jest-axe' {
  export function axe(
    element: Element,
    options?: { rules?: Record<string, { enabled: boolean }> },
  ): Promise<{
    violations: { id: string; nodes: { html: string }[] }[];
  }>;
}
