import { listPhrases } from './phrases';
import { findingTexts, text, Texts } from './texts';

/** Of clusters that are not heard, or not fully, and of specs. */
const findings = findingTexts({
  'cluster-unreachable': text(
    'Cluster {{name}} is unreachable.',
    'Nothing is known of what runs there now ({{places}}). The federation itself may be working.',
    'Check that the cluster is up, and that its address and credentials in the configuration are right.',
  ),
  'cluster-stale': text(
    'Cluster {{name}} does not answer any more.',
    'What is shown of it ({{places}}) is the last that was known. The federation itself may be working.',
    'Usually it comes back by itself. Otherwise check the network to the cluster’s API server.',
  ),
  'cluster-resources-failing': text(
    'Cluster {{name}} answers, but {{resources}} cannot be read.',
    'What is shown of them ({{places}}) is the last that was known. The federation itself may be working.',
    'Usually it comes back by itself. Otherwise see what the cluster’s API server answers.',
  ),
  'cluster-forbidden': text(
    'Cluster {{name}} does not permit everything that this page needs.',
    'The credentials may not read {{resources}}, so a part of what is there ({{places}}) is hidden.',
    'Give the service account the ClusterRole for observing.',
  ),
  'cluster-not-configured': text(
    'Cluster {{name}} is not configured.',
    'The federation has a part there ({{places}}), but Backstage does not know the cluster.',
    'Add the cluster to kubernetes.clusterLocatorMethods in the configuration.',
  ),
  'cluster-alias': text(
    'Cluster {{name}} is the same as cluster {{other}}.',
    'The configuration has one cluster under two names. What is there belongs to either name.',
    'Use one of the names, and take the other one out of the configuration.',
  ),
  'spec-unusable': text(
    'The stored spec of {{name}} cannot be used.',
    'It breaks a rule, so nothing can be said of the federation, and no action changes it. What runs goes on as it is.',
    'Correct the spec in ConfigMap {{configMap}} in {{place}}, or run federation:apply with all its values.',
  ),
  'member-leaving': text(
    'Member {{name}} is being taken away.',
    'The spec no longer has it, and not all that was made for it in {{place}} is gone.',
    'When no task is at it any more, apply the federation again.',
  ),
  'spec-gone': text(
    'The spec of {{name}} is gone, and a part of what was made for it is left in {{places}}.',
    'Its ConfigMap was deleted, or the namespace of its hub with it. What is left goes on running, and no action on the federation reaches it.',
    'If nobody needs it any more, take it away by "Clean up after a federation". To go on with it, create it anew with the same hub.',
  ),
  'spec-gone.none': text(
    '{{name}} has no spec, and something that bears its name is in {{places}}.',
    'It was made by single actions, or by a spec that was deleted since. It runs, but no action on a whole federation reaches it.',
    'If nobody needs it, take it away by "Clean up after a federation". Otherwise create the federation where it is, so that it has a spec.',
  ),
  leftovers: text(
    'Something of {{name}} is left in {{places}}, where its spec has no place.',
    'It was made for a member that the federation no longer has, such as one that was taken away while its cluster was lost. It goes on running.',
    'Take it away by "Clean up after a federation", which leaves the rest as it is.',
  ),
  'network-found': text(
    'This network was found, and is not managed.',
    'Somebody made it by hand or with another tool: no spec asks for it. It is only shown, and nothing of it is ever changed.',
    'To manage it, create a federation over it: the form is filled in with what is known. What is there is adopted and keeps its names; should the federation go, it stays.',
  ),
  'deletion-held': text(
    '{{kind}} {{name}} was deleted, and is still held by {{finalizers}}.',
    'In {{place}} it stays until whoever set that finalizer has done their part and taken it away. Usually that is a controller, and it does not run or cannot do its work.',
    'See that the controller behind {{finalizers}} runs and may do its work. Only when it is gone for good, take the finalizer out of metadata.finalizers of the object.',
  ),
  'view-failed': text(
    'The federation {{name}} cannot be shown.',
    'Something in its clusters is of a shape that was not expected, so nothing can be said of its state. What runs goes on as it is.',
    'Look for an object that somebody changed by hand, and correct it. If there is none, report the text below.',
  ),
  'object-odd': text(
    '{{kind}} {{object}} in {{place}} is not as it should be.',
    'What it says in {{fields}} is of another shape than its kind has, so that is left out of what is shown.',
    'Look who changed it by hand, and correct it or delete it.',
  ),
  'spec-copy': text(
    'A copy of the spec of {{name}} lies in {{place}}.',
    'It names {{other}} as its hub, so it counts for nothing there.',
    'Delete ConfigMap {{configMap}} in {{place}} if nobody needs it.',
  ),
  'spec-taken': text(
    'Another spec in {{place}} claims the name {{name}}.',
    'The name is taken by the older federation with its hub in {{other}}, so the other one is not obeyed.',
    'Give it another name, or delete ConfigMap {{configMap}} in {{place}}.',
  ),
  'spec-misnamed': text(
    'A spec in {{place}} bears the label of {{name}} under another name.',
    'A spec counts only in a ConfigMap whose name, label and content name the same federation.',
    'Correct ConfigMap {{configMap}} in {{place}}, or delete it.',
  ),
});

/** The first sentence of a page, and its parts. */
const phrases = {
  ...listPhrases,
  hub: 'hub',
  'the-hub': 'the hub',
  'some-resources': 'some resources',
  sites_one: '{{count}} site',
  sites_other: '{{count}} sites',
  links_one: '{{count}} link',
  links_other: '{{count}} links',
  'sites-and-others': '{{sites}} and {{others}}',
  'other-sites_one': '{{count}} site of others',
  'other-sites_other': '{{count}} sites of others',
  parts_one: '{{count}} part',
  parts_other: '{{count}} parts',
  'sites-ready_one': '{{ready}} of {{count}} site ready',
  'sites-ready_other': '{{ready}} of {{count}} sites ready',
  'links-operational_one': '{{ready}} of {{count}} link operational',
  'links-operational_other': '{{ready}} of {{count}} links operational',
  healthy: 'Healthy: {{sites}}, {{links}}, {{workload}}.',
  'healthy-hub': 'Healthy: the hub is ready; there are no members yet.',
  starting: 'Starting: {{sites}}, {{links}}, {{workload}}.',
  degraded: 'Degraded: {{reason}}.',
  found: 'Found, not managed: {{sites}}, {{links}}, {{workload}}.',
  'found-nothing': 'nothing known runs over it',
  'spec-unusable': 'The spec cannot be used: {{reason}}.',
  'spec-gone_one': 'Its spec is gone: {{count}} object in {{places}} is left.',
  'spec-gone_other':
    'Its spec is gone: {{count}} objects in {{places}} are left.',
  'taken-by-federation': 'another federation',
  'taken-by-owner': '{{kind}} "{{name}}"',
  'taken-by-release': 'Helm release "{{name}}"',
  'taken-by-manager': '{{name}}',
  'taken-by-hand': 'somebody else',
  'spec-none_one':
    'It has no spec: {{count}} object in {{places}} bears its name.',
  'spec-none_other':
    'It has no spec: {{count}} objects in {{places}} bear its name.',
  'view-failed': 'This federation cannot be shown: {{reason}}.',
  'field-changed': '{{path}} is {{found}} instead of {{wanted}}',
  'field-differs': '{{path}} is missing or differs',
  'part-degraded': 'a part of it is degraded',
  'hub-down': 'The hub is down: {{reason}}.',
  'site-not-ready': 'its site is not ready',
  'links-down_one':
    '{{count}} of {{links}} is down: {{from}} cannot reach {{to}}.',
  'links-down_other':
    '{{count}} of {{links}} are down: {{from}} cannot reach {{to}}.',
  'their-targets': 'their targets',
  'sites-down_one': '{{count}} of {{sites}} is down: {{names}}.',
  'sites-down_other': '{{count}} of {{sites}} are down: {{names}}.',
  'services-down': 'Service {{names}} does not reach the members: {{reason}}.',
  'end-missing': 'an end of it is missing',
  'clusters-awaited': 'Waiting for cluster {{names}} to answer.',
  'clusters-silent_one':
    'Cluster {{names}} does not answer: the state of {{what}} is unknown.',
  'clusters-silent_other':
    'Cluster {{names}} do not answer: the state of {{what}} is unknown.',
  'what-runs-there': 'what runs there',
  'parts-unknown': 'The state of {{parts}} is unknown: {{reason}}.',
  'part-unheard': 'nothing was heard of it',
};

/** What is said of every federation, whatever its interconnect and workload. @public */
export const federationTexts: Texts = {
  findings,
  words: {
    ready: 'Ready',
    starting: 'Starting',
    degraded: 'Degraded',
    down: 'Down',
    unknown: 'Unknown',
    found: 'Found, not managed',
  },
  reasons: {},
  phrases,
};
