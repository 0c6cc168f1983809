// Written by manifests.test.ts from deploy/rbac: UPDATE_DOCS=1. Change the files there.
import { ClusterManifests } from './types';

/** What clusters get, with the module. */
export const MANIFESTS: ClusterManifests = {
  observe: {
    folder: 'deploy/rbac/observe',
    text: `# The identity of Backstage in a cluster. Its token goes into \`serviceAccountToken\` of the cluster's configuration:
#   kubectl get secret backstage-federation-token -n backstage-federation -o jsonpath='{.data.token}' | base64 -d
apiVersion: v1
kind: Namespace
metadata:
  name: backstage-federation
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: backstage-federation
  namespace: backstage-federation
---
apiVersion: v1
kind: Secret
metadata:
  name: backstage-federation-token
  namespace: backstage-federation
  annotations:
    kubernetes.io/service-account.name: backstage-federation
type: kubernetes.io/service-account-token
---
# What the live view and the catalog need: look, and change nothing.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: backstage-federation-observe
rules:
  - apiGroups: [skupper.io]
    resources:
      - sites
      - links
      - accessgrants
      - accesstokens
      - connectors
      - listeners
      - routeraccesses
    verbs: [list, watch]
  # ConfigMaps: the specs of federations, and the network status that Skupper writes.
  - apiGroups: ['']
    resources: [configmaps, pods, services]
    verbs: [list, watch]
  - apiGroups: [apps]
    resources: [deployments]
    verbs: [list, watch]
  # Forms offer the namespaces that there are.
  - apiGroups: ['']
    resources: [namespaces]
    verbs: [list]
  # Why a link is down stands in the router's log only.
  - apiGroups: ['']
    resources: [pods/log]
    verbs: [get]
  # Which SuperNodes are connected, only the SuperLink's Control API says.
  - apiGroups: ['']
    resources: [pods/portforward]
    verbs: [get, create]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: backstage-federation-observe
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: backstage-federation-observe
subjects:
  - kind: ServiceAccount
    name: backstage-federation
    namespace: backstage-federation
`,
  },
  manage: {
    folder: 'deploy/rbac/manage',
    text: `# What the actions need: everything of backstage-federation-observe, and create, change and delete what belongs to a
# federation. Objects are written by server-side apply, which is "patch", and "create" for new ones.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: backstage-federation-manage
rules:
  - apiGroups: [skupper.io]
    resources:
      - sites
      - links
      - accessgrants
      - accesstokens
      - connectors
      - listeners
      - certificates
    verbs: [get, list, watch, create, patch, delete]
  - apiGroups: [skupper.io]
    resources: [routeraccesses]
    verbs: [list, watch]
  # The spec of the federation, and the SuperLink's Service.
  - apiGroups: ['']
    resources: [configmaps, services]
    verbs: [get, list, watch, create, patch, delete]
  # The volume of the SuperLink's database, and whether the cluster has a class for it. Without the second, name the class.
  - apiGroups: ['']
    resources: [persistentvolumeclaims]
    verbs: [get, list, watch, create, patch, delete]
  - apiGroups: [storage.k8s.io]
    resources: [storageclasses]
    verbs: [list]
  - apiGroups: [apps]
    resources: [deployments]
    verbs: [get, list, watch, create, patch, delete]
  - apiGroups: [networking.k8s.io]
    resources: [networkpolicies]
    verbs: [get, list, watch, create, patch, delete]
  # Held in the hub's namespace while a run changes a federation, so that no other one does.
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    verbs: [get, list, watch, create, patch, delete]
  # Only namespaces that were made for a federation are ever deleted.
  - apiGroups: ['']
    resources: [namespaces]
    verbs: [get, list, watch, create, patch, delete]
  # And only when nothing of others is in them.
  - apiGroups: [apps]
    resources: [statefulsets, daemonsets]
    verbs: [list]
  - apiGroups: [batch]
    resources: [jobs, cronjobs]
    verbs: [list]
  - apiGroups: ['']
    resources: [pods]
    verbs: [list, watch]
  - apiGroups: ['']
    resources: [pods/log]
    verbs: [get]
  - apiGroups: ['']
    resources: [pods/portforward]
    verbs: [get, create]
  # Asked before anything is changed. Kubernetes gives it to everybody by default.
  - apiGroups: [authorization.k8s.io]
    resources: [selfsubjectaccessreviews]
    verbs: [create]
---
# For what every federation has by default, the SuperLink's certificate and the SuperNodes' keys; to link members by
# certificate; and to issue a member's link anew. Leave it out when federations are \`insecure\` and members are linked once,
# by token: then the actions ask for Secrets, and do without. It is bound to nothing here: bind it everywhere, or in the
# namespaces of federations only (docs/clusters.md).
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: backstage-federation-manage-secrets
rules:
  - apiGroups: ['']
    resources: [secrets]
    verbs: [get, list, watch, create, patch, delete]
---
# Everywhere. For chosen namespaces only, bind backstage-federation-observe as it is and this one by a RoleBinding in each.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: backstage-federation-manage
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: backstage-federation-manage
subjects:
  - kind: ServiceAccount
    name: backstage-federation
    namespace: backstage-federation
`,
  },
  manageSecrets: {
    folder: 'deploy/rbac/manage-secrets',
    text: `# Everywhere. For chosen namespaces only, apply \`manage\` instead, and bind this role by a RoleBinding in each.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: backstage-federation-manage-secrets
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: backstage-federation-manage-secrets
subjects:
  - kind: ServiceAccount
    name: backstage-federation
    namespace: backstage-federation
`,
  },
  operator: {
    folder: 'deploy/rbac/openshift-operator',
    text: `# OpenShift only, in addition to backstage-federation-manage: install the Red Hat Service Interconnect operator when a
# cluster has none. Leave it out when the cluster's administrators install it.
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: backstage-federation-operator
  namespace: openshift-operators
rules:
  - apiGroups: [operators.coreos.com]
    resources: [subscriptions]
    verbs: [get, list, watch, create, patch]
  - apiGroups: [operators.coreos.com]
    resources: [operatorgroups]
    verbs: [get, list, watch, create, patch]
  - apiGroups: [operators.coreos.com]
    resources: [clusterserviceversions, installplans, catalogsources]
    verbs: [list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: backstage-federation-operator
  namespace: openshift-operators
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: backstage-federation-operator
subjects:
  - kind: ServiceAccount
    name: backstage-federation
    namespace: backstage-federation
---
# Whether the catalog that has the operator can be reached.
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: backstage-federation-operator
  namespace: openshift-marketplace
rules:
  - apiGroups: [operators.coreos.com]
    resources: [catalogsources]
    verbs: [list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: backstage-federation-operator
  namespace: openshift-marketplace
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: backstage-federation-operator
subjects:
  - kind: ServiceAccount
    name: backstage-federation
    namespace: backstage-federation
---
# Only to choose it: approve an InstallPlan (approve), take a Subscription away again that cannot work (withdraw).
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: backstage-federation-operator-choices
  namespace: openshift-operators
rules:
  - apiGroups: [operators.coreos.com]
    resources: [installplans]
    verbs: [get, patch]
  - apiGroups: [operators.coreos.com]
    resources: [subscriptions, clusterserviceversions]
    verbs: [delete]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: backstage-federation-operator-choices
  namespace: openshift-operators
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: backstage-federation-operator-choices
subjects:
  - kind: ServiceAccount
    name: backstage-federation
    namespace: backstage-federation
`,
  },
};
