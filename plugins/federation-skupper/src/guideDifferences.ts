/** A place where the objects differ from what the guide's commands make. @public */
export interface SkupperGuideDifference {
  /** The command of the guide. */
  command: string;
  kind: string;
  /** Path in the object. */
  path: string;
  reason: string;
}

/**
 * Where the objects that this adapter makes differ, on purpose, from what `skupper site create`, `link generate`,
 * `token issue`, `connector create` and `listener create` make for the same names.
 *
 * @public
 */
export const skupperGuideDifferences: SkupperGuideDifference[] = [
  ...[
    ['skupper site create', 'Site'],
    ['skupper link generate', 'Link'],
    ['skupper link generate', 'Secret'],
    ['skupper link generate', 'Certificate'],
    ['skupper token issue', 'AccessGrant'],
    ['skupper token redeem', 'AccessToken'],
    ['skupper connector create', 'Connector'],
    ['skupper listener create', 'Listener'],
  ].map(([command, kind]) => ({
    command,
    kind,
    path: 'metadata.labels',
    reason:
      'Labels say which federation and member an object belongs to, so that the view finds it and a removal takes nothing else.',
  })),
  {
    command: 'skupper link generate',
    kind: 'Certificate',
    path: 'metadata.name',
    reason:
      'One certificate per member instead of one for all: a member can be taken away without touching the others’ credentials.',
  },
  {
    command: 'skupper link generate',
    kind: 'Certificate',
    path: 'spec.subject',
    reason:
      'The member’s Site UID, as the controller itself uses for links by token, instead of the joined host names of the hub: short, and it shows in the hub’s router log who connects.',
  },
  {
    command: 'skupper link generate',
    kind: 'Certificate',
    path: 'metadata.ownerReferences',
    reason:
      'It goes with the hub’s Site. Left over, it would be signed by the old authority when the Site is made again.',
  },
  {
    command: 'skupper link generate',
    kind: 'Secret',
    path: 'metadata.ownerReferences',
    reason: 'It goes with the member’s Site instead of staying for ever.',
  },
  {
    command: 'skupper link generate',
    kind: 'Link',
    path: 'metadata.ownerReferences',
    reason: 'It goes with the member’s Site instead of staying for ever.',
  },
  {
    command: 'skupper link generate',
    kind: 'Link',
    path: 'metadata.annotations',
    reason:
      'They say for which hub Site the link was issued and how, so that a second run issues nothing anew; the second write also ends the up to 30 s in which the controller does not look at a new Link.',
  },
  {
    command: 'skupper token issue',
    kind: 'AccessGrant',
    path: 'metadata.name',
    reason:
      'A fixed name per member instead of a random one, so that a second run takes up what a first one left.',
  },
  {
    command: 'skupper token redeem',
    kind: 'AccessToken',
    path: 'metadata.name',
    reason:
      'The controller names the Link like the token, so it gets a name that says where the link leads.',
  },
];
