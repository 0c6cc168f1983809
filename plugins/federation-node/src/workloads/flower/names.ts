/** Names and labels of what Flower runs as, from the guides (`superlink`, `superlink-service`, `fleet-api`). */

/** Name of the SuperLink's Deployment, and value of its pods' `app` label. @public */
export const SUPERLINK_NAME = 'superlink';
/** Name of the SuperLink's Service. @public */
export const SUPERLINK_SERVICE_NAME = 'superlink-service';
/** Routing key of the Fleet API, and host under which SuperNodes reach it. @public */
export const FLEET_SERVICE = 'fleet-api';
/** Container in a SuperLink pod. @public */
export const SUPERLINK_CONTAINER = 'superlink';
/** Container in a SuperNode pod. @public */
export const SUPERNODE_CONTAINER = 'supernode';
/** Value of the component label on the SuperLink's objects. @public */
export const SUPERLINK_COMPONENT = 'superlink';
/** Value of the component label on a SuperNode's objects. @public */
export const SUPERNODE_COMPONENT = 'supernode';
/** User and group of the `flwr/*` images; the images name it `app`, which `runAsNonRoot` cannot check. @public */
export const FLOWER_UID = 49999;
