export interface Config {
  federation?: {
    /**
     * Namespaces that are never a hub or a member of a federation: names, in which `*` stands for any characters. Replaces the
     * default: `kube-*`, `openshift`, `openshift-*`, the one that Backstage runs in, and the interconnects' own.
     */
    reservedNamespaces?: string[];
  };
}
