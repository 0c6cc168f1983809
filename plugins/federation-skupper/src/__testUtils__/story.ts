import { Finding, State } from '@backstage-federation/plugin-federation-common';
import { Moment, Scene, momentsOf, sceneSpec } from './replay';
import { assembleSkupper } from '../assemble/assembleSkupper';

const HOUR = 3_600_000;

/** The view at a moment of a recording, and what it would be if nothing changed for an hour. */
export interface Told {
  moment: Moment;
  now: ReturnType<typeof assembleSkupper>;
  later: ReturnType<typeof assembleSkupper>;
}

/** The view over a recording. */
export function tell(scene: Scene): Told[] {
  const spec = sceneSpec(scene);
  return momentsOf(scene).map(moment => {
    const at = (date: Date) => assembleSkupper(spec, moment.clusters, [], date);
    return {
      moment,
      now: at(moment.at),
      later: at(new Date(moment.at.getTime() + HOUR)),
    };
  });
}

const inWords = ({ word, reason }: State) =>
  reason ? `${word} (${reason})` : word;

const listed = (findings: Finding[]) =>
  findings.map(f => `${f.subject.kind}: ${f.cause}`).join(', ') || '–';

function linesOf({ now, later }: Told): string[] {
  return [
    ...now.sites.map(s => `site ${s.member ?? 'hub'}: ${inWords(s.state)}`),
    ...now.links.map(l => `link ${l.name}: ${inWords(l.state)}`),
    ...now.services.flatMap(service => [
      `service ${service.routingKey}: ${inWords(service.state)}`,
      ...service.connectors.map(
        c =>
          `connector ${service.routingKey} of ${c.label}: ${inWords(c.state)}`,
      ),
      ...service.listeners.map(
        l =>
          `listener ${service.routingKey} of ${l.label}: ${inWords(l.state)}`,
      ),
    ]),
    `wrong: ${listed(now.findings)}`,
    `wrong, if it stays so: ${listed(later.findings)}`,
  ];
}

const headOf = (line: string) => line.slice(0, line.indexOf(': '));

/** What a reader of the view is told over a recording: at each moment the lines that are new. */
export function storyOf(scene: Scene): string[] {
  let last: string[] = [];
  let done: string[] = [];
  return tell(scene).flatMap(told => {
    const lines = linesOf(told);
    const fresh = lines.filter(line => !last.includes(line));
    const gone = last
      .filter(line => !lines.some(l => headOf(l) === headOf(line)))
      .map(line => `${headOf(line)}: gone`);
    last = lines;
    done.push(...told.moment.done);
    if (!fresh.length && !gone.length) return [];
    const actions = done.map(action => `         > ${action}`);
    done = [];
    return [
      ...actions,
      ...[...gone, ...fresh].map((line, i) =>
        i === 0
          ? `${told.moment.t.toFixed(2).padStart(8)} ${line}`
          : `         ${line}`,
      ),
    ];
  });
}
