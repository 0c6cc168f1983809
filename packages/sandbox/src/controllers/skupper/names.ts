const PREFIX = 'internal.skupper.io';

/** Labels and annotations that Skupper 2.2.1 writes. */
export const CONTROLLED = `${PREFIX}/controlled`;
export const HOSTS = `${PREFIX}/hosts`;
export const LISTENER = `${PREFIX}/listener`;
export const ROUTER_ACCESS = `${PREFIX}/routeraccess`;
export const TLS_PROFILE_CONTEXT = `${PREFIX}/tls-profile-context`;

export const COMPONENT = 'skupper.io/component';
export const GROUP = 'skupper.io/group';
export const TYPE = 'skupper.io/type';

export const ROUTER = 'skupper-router';
export const SITE_CA = 'skupper-site-ca';
export const LOCAL_CA = 'skupper-local-ca';
export const LOCAL_SERVER = 'skupper-local-server';
export const ROUTER_LOCAL = 'skupper-router-local';
export const NETWORK_STATUS = 'skupper-network-status';
export const GRANT_SERVER = 'skupper-grant-server';

export const NO_ACTIVE_SITE = 'No active site in namespace';
/** The router image that belongs to Skupper 2.2.1. */
export const ROUTER_VERSION = '3.5.1';
