import { KubeStatusError, ResourceType, SandboxClient } from './types';

/** Whether the API server has a type. @throws what else it answers */
export async function isServed(
  client: SandboxClient,
  type: ResourceType,
): Promise<boolean> {
  try {
    await client.list(type);
    return true;
  } catch (error) {
    if (error instanceof KubeStatusError && error.code === 404) {
      return false;
    }
    throw error;
  }
}
