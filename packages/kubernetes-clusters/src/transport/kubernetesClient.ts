/**
 * Loads `@kubernetes/client-node`, only when a cluster needs it: its models take about 80 MB of memory. A file of its own,
 * so that tests can put a loader in its place (Jest has no `import()` of ES modules).
 *
 * @internal
 */
export const loadKubernetesClient = () => import('@kubernetes/client-node');
