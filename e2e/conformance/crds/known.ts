/**
 * Differences between the sandbox's definitions and Skupper's own that stay, by path, with the reason. An entry whose
 * difference is gone fails the test.
 */
export const KNOWN: Record<string, string> = {};
