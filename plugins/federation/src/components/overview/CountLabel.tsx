import { useT } from '../../hooks/useT';
import { Term } from '../primitives';

/** What this plugin has words for; other kinds of interconnect and workload bring their own. */
const TERMS = {
  sites: 'site',
  otherSites: 'site',
  links: 'link',
  services: 'routingKey',
  superNodes: 'superNode',
} as const;

const isKnown = (id: string): id is keyof typeof TERMS => id in TERMS;

/** What is counted, with its explanation where there is one. */
export function CountLabel({ id, label }: { id: string; label: string }) {
  const t = useT();
  return isKnown(id) ? (
    <Term term={TERMS[id]}>{t(`count.${id}`)}</Term>
  ) : (
    <>{label}</>
  );
}
