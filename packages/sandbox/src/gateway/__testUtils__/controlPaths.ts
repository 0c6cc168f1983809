/** The Control API's methods in Flower 1.42, all POST. */
export const CONTROL_METHODS =
  `accept-invitation add-app add-node-to-federation archive-federation begin-connector-oauth complete-connector-oauth
  configure-simulation-federation create-federation create-invitation disconnect-connector get-auth-tokens
  get-login-details get-run-series list-app-associations list-apps list-automations list-connectors list-federations
  list-invitations list-nodes list-run-series list-run-series-events list-runs pull-artifacts refresh-auth-tokens
  register-node reject-invitation remove-account-from-federation remove-app remove-node-from-federation
  revoke-invitation set-federation-icon show-federation start-automation start-run stop-automation stop-run stream-logs
  stream-run-events unregister-node update-run-series-description`.split(/\s+/);

/** Ways to write a path that some server or other might take for that of the method. */
const DISGUISES: ((method: string) => string)[] = [
  method => `/v1/control/${method}`,
  method => `//v1/control/${method}`,
  method => `/v1//control//${method}`,
  method => `/./v1/./control/${method}`,
  method => `/v1/x/../control/${method}`,
  method => `/v1/fleet/../control/${method}`,
  method => `/v1/fleet/./../control/${method}`,
  method => `/v1/fleet//../../control/${method}`,
  method => `/v1/fleet/%2e%2e/control/${method}`,
  method => `/v1/fleet/%2E./control/${method}`,
  method => `/v1/fleet/..%2fcontrol/${method}`,
  method => `/v1/fleet%2f..%2fcontrol%2f${method}`,
  method => `/v1/fleet/%252e%252e/control/${method}`,
  method => `/v1/fleet/..;/control/${method}`,
  method => `/v1/fleet/..\\control\\${method}`,
  method => `/v1/%63ontrol/${method}`,
  method => `/%76%31/control/${method}`,
  method => `/v1/CONTROL/${method}`,
  method => `/v1/control/${method}/`,
  method => `/v1/control/${method}/../../fleet/get-run`,
  method => `/v1/control/${method}?/v1/fleet/get-run`,
  method => `/v1/control/${method}#/v1/fleet/get-run`,
  method => `/v1/fleet/get-run?/../../control/${method}`,
  method => `/v1/fleet/get-run/../../control/${method}`,
  method => `http://fleet-api/v1/control/${method}`,
  method => `http://fleet-api/v1/fleet/../control/${method}`,
];

/** Every method in every disguise. */
export const CONTROL_PATHS = CONTROL_METHODS.flatMap(method =>
  DISGUISES.map(disguise => disguise(method)),
);
