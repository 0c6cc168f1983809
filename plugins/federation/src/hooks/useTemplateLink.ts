import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { externalTemplateRouteRef } from '../routes';

/**
 * How to get the link to a template's form.
 *
 * @returns a function of the template's entity reference and the data to fill in; it gives `undefined` where no
 *   scaffolder is installed or the reference is not one
 */
export function useTemplateLink(): (
  ref: string,
  formData?: Record<string, unknown>,
) => string | undefined {
  const route = useRouteRef(externalTemplateRouteRef);
  return (ref, formData) => {
    if (!route) {
      return undefined;
    }
    try {
      const { namespace, name } = parseEntityRef(ref, {
        defaultKind: 'template',
        defaultNamespace: 'default',
      });
      const path = route({ namespace, templateName: name });
      return formData
        ? `${path}?formData=${encodeURIComponent(JSON.stringify(formData))}`
        : path;
    } catch {
      return undefined;
    }
  };
}
