import { useApiHolder } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import useAsync from 'react-use/lib/useAsync';
import { useTemplateLink } from './useTemplateLink';

/**
 * How to get the link to the form of a template that not every installation has: `undefined` where the catalog has none for
 * the reader.
 *
 * @param refs - the templates that may be linked to
 */
export function useOfferedTemplates(
  refs: readonly string[],
): ReturnType<typeof useTemplateLink> {
  const catalog = useApiHolder().get(catalogApiRef);
  const link = useTemplateLink();
  const wanted = refs.join();
  const { value: offered = [] } = useAsync(async () => {
    const entityRefs = wanted.split(',');
    const found = await catalog?.getEntitiesByRefs({
      entityRefs,
      fields: ['kind'],
    });
    return entityRefs.filter((_, i) => found?.items[i]);
  }, [catalog, wanted]);
  return (ref, formData) =>
    offered.includes(ref) ? link(ref, formData) : undefined;
}
