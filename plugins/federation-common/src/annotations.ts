/**
 * Label on every Kubernetes object that belongs to a federation; its value is the federation's name.
 *
 * The same key is the annotation on catalog entities that makes the federation tabs appear.
 *
 * @public
 */
export const FEDERATION_LABEL = 'backstage-federation.dev/federation';

/**
 * Annotation on catalog entities; same key as {@link FEDERATION_LABEL}.
 *
 * @public
 */
export const FEDERATION_ANNOTATION = 'backstage-federation.dev/federation';

/**
 * Label that says which part of the federation an object is: `spec`, `site`, `link`, `connector`,
 * `listener`, `superlink` or `supernode`.
 *
 * @public
 */
export const COMPONENT_LABEL = 'backstage-federation.dev/component';

/**
 * Label on what belongs to one member; its value is the member's name.
 *
 * @public
 */
export const MEMBER_LABEL = 'backstage-federation.dev/member';

/**
 * Field manager of every server-side apply this project does.
 *
 * @public
 */
export const FIELD_MANAGER = 'backstage-federation';

/**
 * Annotation on what belongs to a federation: which hub it belongs to, as `<identity of the cluster>/<namespace>`. Two
 * federations of one name, in hubs that know nothing of each other, are told apart by it.
 *
 * @public
 */
export const HUB_ANNOTATION = 'backstage-federation.dev/hub';
