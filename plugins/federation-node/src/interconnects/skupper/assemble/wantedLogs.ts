import { Interconnect } from '../../types';

/** @internal */
export const wantedRouterLogs: Interconnect['wantedLogs'] = () => [];
