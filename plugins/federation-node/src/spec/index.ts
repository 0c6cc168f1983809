export {
  specClaims,
  type FoundSpec,
  type RejectedSpec,
  type SpecClaim,
  type SpecClaims,
} from './specClaims';
export { findSpecClaims, type FoundClaims } from './findSpecClaims';
