import { NotFoundError } from '@backstage/errors';
import { KubeResponseError } from '../errors/mapErrors';
import { kube } from '../resources';
import { CallOptions, KubeObject, ResourceType } from '../types';
import { KubeRequester } from './KubeRequester';
import { groupVersionPath } from './paths';

interface ApiResourceList {
  resources?: { name: string; kind: string; namespaced: boolean }[];
}

const BUILT_IN = new Map<string, ResourceType>(
  Object.values(kube).map(type => [`${type.apiVersion} ${type.kind}`, type]),
);

/**
 * What the API server serves. Only what was found is kept: a resource type that is missing may be installed any moment.
 *
 * @internal
 */
export class Discovery {
  readonly #requester: KubeRequester;
  readonly #known = new Map<string, ResourceType>();

  constructor(requester: KubeRequester) {
    this.#requester = requester;
  }

  /** Always asks. */
  async serves(type: ResourceType, options?: CallOptions): Promise<boolean> {
    const types = await this.#read(type.apiVersion, options);
    return types.some(({ plural }) => plural === type.plural);
  }

  /** @throws NotFoundError when the API server does not serve the object's kind */
  async typeOf(
    object: Pick<KubeObject, 'apiVersion' | 'kind'>,
    options?: CallOptions,
  ): Promise<ResourceType> {
    const id = `${object.apiVersion} ${object.kind}`;
    const known = BUILT_IN.get(id) ?? this.#known.get(id);
    if (known) {
      return known;
    }
    const types = await this.#read(object.apiVersion, options);
    const found = types.find(({ kind }) => kind === object.kind);
    if (!found) {
      throw new NotFoundError(
        `cluster ${this.#requester.cluster} does not serve ${object.kind} (${
          object.apiVersion
        })`,
      );
    }
    return found;
  }

  async #read(
    apiVersion: string,
    options?: CallOptions,
  ): Promise<ResourceType[]> {
    const what = `discover ${apiVersion}`;
    let list: ApiResourceList;
    try {
      list = await this.#requester.json<ApiResourceList>({
        method: 'GET',
        path: groupVersionPath(apiVersion),
        what,
        ...options,
      });
    } catch (error) {
      if (error instanceof KubeResponseError && error.status.code === 404) {
        return [];
      }
      throw this.#requester.toError(error, what);
    }
    const types = (list.resources ?? [])
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced }) => ({
        apiVersion,
        kind,
        plural: name,
        namespaced,
      }));
    types.forEach(type => this.#known.set(`${apiVersion} ${type.kind}`, type));
    return types;
  }
}
