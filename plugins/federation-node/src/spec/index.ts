export {
  specClaims,
  type FoundSpec,
  type RejectedSpec,
  type SpecClaim,
  type SpecClaims,
} from './specClaims';
export { findSpecClaims } from './findSpecClaims';
