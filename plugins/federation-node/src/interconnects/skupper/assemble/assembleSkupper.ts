import { Interconnect } from '../../types';

/** @internal */
export const assembleSkupper: Interconnect['assemble'] = () => ({
  sites: [],
  links: [],
  services: [],
  findings: [],
});
