export {
  startOlmController,
  type OlmControllerOptions,
} from './startOlmController';
export { skupperOperator, type CatalogEntry } from './status';
