import {
  FederationSpec,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { specConfigMap } from '../../../packages/federation-plans/src/spec/specConfigMap';
import {
  asInput,
  House,
  mine,
  PEOPLE,
  Person,
  startHouse,
  victim,
} from './__testUtils__/people';

type Deed = (house: House) => Promise<string>;

const names = (items: { name: string }[] | undefined) =>
  items?.map(({ name }) => name).join(' ') ?? '';
const status = ({ status: code }: { status: number }) => String(code);
const apply =
  (spec: FederationSpec): Deed =>
  house =>
    house.run('federation:apply', asInput(spec));
const added =
  (cluster: string, place: string): Deed =>
  house =>
    house.run('federation:member:add', {
      federation: 'retail-fl',
      cluster,
      namespace: place,
    });
const removed =
  (federation: string): Deed =>
  house =>
    house.run('federation:delete', { federation, confirm: federation });
const inSouth = { cluster: 'south', namespace: 'secret' };
const moved = { ...mine, hub: { ...mine.hub, ...inSouth } };
const fresh = parseFederationSpec({
  name: 'fresh',
  owner: 'group:default/retail',
  hub: { cluster: 'west', namespace: 'evil' },
  members: [],
});

const DEEDS: Record<string, Deed> = {
  list: async ({ get }) => {
    const { body } = await get('/federations');
    return `${names(body.items)}: ${names(body.clusters)}`;
  },
  'view mine': async ({ get }) => status(await get('/federations/retail-fl')),
  'view theirs': async ({ get }) => status(await get('/federations/victim')),
  stream: async ({ open }) => {
    const { status: code, close } = await open('/federations/victim/events');
    close();
    return String(code);
  },
  clusters: async ({ get }) => names((await get('/clusters')).body.items),
  namespaces: async ({ get }) => {
    const { body } = await get('/clusters/north/namespaces');
    return (body.items ?? [])
      .map((item: any) => `${item.name}(${item.federation ?? ''})`)
      .join(' ');
  },
  'plan mine': house => house.run('federation:plan', asInput(mine)),
  'plan theirs': house => house.run('federation:plan', asInput(victim)),
  'apply mine': apply(mine),
  'apply mine in another place': apply({
    ...mine,
    members: [...mine.members, { ...mine.members[0], name: 's', ...inSouth }],
  }),
  'apply mine for another owner': apply({ ...mine, owner: victim.owner }),
  'move my hub': apply(moved),
  'apply theirs': apply(victim),
  'create in evil': apply(fresh),
  'create in south': apply({
    ...fresh,
    hub: { ...fresh.hub, cluster: 'south', namespace: 'retail' },
  }),
  'create by their name': apply({ ...fresh, name: 'victim' }),
  "create by a System's name": apply({ ...fresh, name: 'taken' }),
  'add a member here': added('west', 'evil'),
  'add a member elsewhere': added('south', 'secret'),
  'make a site elsewhere': house =>
    house.run('skupper:site:create', {
      federation: 'retail-fl',
      name: 'site-s',
      cluster: 'south',
      namespace: 'evil',
    }),
  'take a site away elsewhere': house =>
    house.run('skupper:site:delete', {
      federation: 'retail-fl',
      name: 'site-s',
      cluster: 'south',
      namespace: 'evil',
    }),
  'make a namespace elsewhere': house =>
    house.run('kubernetes:namespace:ensure', {
      federation: 'retail-fl',
      cluster: 'south',
      namespace: 'evil2',
    }),
  reapply: house =>
    house.run('federation:reapply', { federation: 'retail-fl' }),
  'delete mine': removed('retail-fl'),
  'delete theirs': removed('victim'),
  'clean theirs up': house =>
    house.run('federation:cleanup', { federation: 'victim' }),
};

/** What was said, in short: `no <verb>` for a permission that is lacking. */
function inShort(said: string): string {
  const [, verb, namespace, cluster] =
    said.match(
      /lack the permission federation\.(\w+) for federation "[^"]+"(?: in namespace "(.*)" of cluster "(.*)")?;/,
    ) ?? [];
  if (verb) return `no ${verb}${cluster ? ` in ${cluster}/${namespace}` : ''}`;
  if (said.includes('belongs to another federation')) return 'of others';
  if (said.includes('already, with another hub')) return 'taken';
  if (said.includes('the catalog has system:default/taken')) return 'a System';
  return said.startsWith('ok\n') ? 'ok' : said;
}

/** Deed by deed, the answers to the owner, in-cluster, in-namespace, create-only, reader and stranger. */
const ANSWERS: Record<string, string[]> = {
  "create by a System's name": [
    'no create',
    'a System',
    'no update in west/evil',
    'a System',
    'no create',
    'no create',
  ],
  list: [
    'retail-fl: east west',
    'retail-fl: east west',
    'retail-fl: east west',
    ': ',
    'retail-fl victim: east west north south',
    ': ',
  ],
  'view mine': ['200', '200', '200', '404', '200', '404'],
  'view theirs': ['404', '404', '404', '404', '200', '404'],
  stream: ['404', '404', '404', '404', '200', '404'],
  clusters: [
    'east west',
    'east west',
    'east west north south',
    'east west north south',
    'east west north south',
    '',
  ],
  namespaces: [
    '',
    '',
    'retail()',
    'default() evil() retail() secret()',
    'default() evil() retail() secret(victim)',
    '',
  ],
  'plan mine': ['ok', 'ok', 'ok', 'no read', 'ok', 'no read'],
  'plan theirs': ['no read', 'no read', 'no read', 'no read', 'ok', 'no read'],
  'apply mine': ['ok', 'ok', 'ok', 'no update', 'no update', 'no update'],
  'apply mine in another place': [
    'of others',
    'no update in south/secret',
    'no update in south/secret',
    'no update',
    'no update',
    'no update',
  ],
  'apply mine for another owner': [
    'no update',
    'ok',
    'ok',
    'no update',
    'no update',
    'no update',
  ],
  'move my hub': [
    'no create',
    'no update in south/secret',
    'no update in south/secret',
    'of others',
    'no create',
    'no create',
  ],
  'apply theirs': [
    'no update',
    'no update',
    'no update',
    'no update',
    'no update',
    'no update',
  ],
  'create in evil': [
    'no create',
    'ok',
    'no update in west/evil',
    'ok',
    'no create',
    'no create',
  ],
  'create in south': [
    'no create',
    'no update in south/retail',
    'ok',
    'ok',
    'no create',
    'no create',
  ],
  'create by their name': [
    'no create',
    'taken',
    'no update in west/evil',
    'taken',
    'no create',
    'no create',
  ],
  'add a member here': [
    'ok',
    'ok',
    'no update in west/evil',
    'no update',
    'no update',
    'no update',
  ],
  'add a member elsewhere': [
    'of others',
    'no update in south/secret',
    'no update in south/secret',
    'no update',
    'no update',
    'no update',
  ],
  'make a site elsewhere': [
    'ok',
    'no update in south/evil',
    'no update in south/evil',
    'no update',
    'no update',
    'no update',
  ],
  'take a site away elsewhere': [
    'ok',
    'no delete in south/evil',
    'no delete in south/evil',
    'no delete',
    'no delete',
    'no delete',
  ],
  'make a namespace elsewhere': [
    'ok',
    'no update in south/evil2',
    'no update in south/evil2',
    'no update',
    'no update',
    'no update',
  ],
  reapply: ['ok', 'ok', 'ok', 'no update', 'no update', 'no update'],
  'delete mine': ['ok', 'ok', 'ok', 'no delete', 'no delete', 'no delete'],
  'delete theirs': [
    'no delete',
    'no delete',
    'no delete',
    'no delete',
    'no delete',
    'no delete',
  ],
  'clean theirs up': [
    'no delete',
    'no delete',
    'no delete',
    'no delete',
    'no delete',
    'no delete',
  ],
};

describe('people with different permissions', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  }, 30_000);
  afterEach(() => jest.restoreAllMocks());

  it.each(Object.entries(DEEDS))('%s', async (deed, act) => {
    const answers: string[] = [];
    const told: string[] = [];
    for (const person of Object.keys(PEOPLE) as Person[]) {
      house.as(person);
      const said = await act(house);
      answers.push(inShort(said));
      // Who may not read it learns neither that it is there nor where, unless they named it.
      if (person !== 'reader' && !/theirs|clusters|namespaces/.test(deed)) {
        const hidden = deed.includes('their') ? /north|south/ : /victim|north/;
        if (hidden.test(said)) told.push(`${person}: ${said}`);
      }
    }
    expect(told).toEqual([]);
    expect(answers).toEqual(ANSWERS[deed]);
  });

  it.each(['owner', 'in-cluster', 'in-namespace', 'reader'] as const)(
    'ends the stream of the %s, whose permission goes while it is open',
    async person => {
      const { as, open, east } = house;
      as(person);
      const { body, close } = await open('/federations/retail-fl/events');
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      const readUntil = async (event: string) => {
        while (!text.includes(`event: ${event}`)) {
          const { value, done } = await reader.read();
          if (done) break;
          text += value;
        }
      };
      await readUntil('view');
      as('stranger');
      const later = Date.now() + 11_000;
      jest.spyOn(Date, 'now').mockReturnValue(later);
      const site = {
        apiVersion: 'skupper.io/v2alpha1',
        kind: 'Site',
        metadata: {
          name: 'superlink-interconnect',
          namespace: 'retail',
          labels: { 'backstage-federation.dev/federation': 'retail-fl' },
        },
      };
      if (east.object('Site', 'retail', site.metadata.name)) east.remove(site);
      else east.put(site);
      await readUntil('gone');
      expect(text.match(/event: \w+/g)).toEqual(['event: view', 'event: gone']);
      close();
    },
  );

  it('links to no page of others that has the name by now', async () => {
    house.as('in-cluster');
    house.west.put(specConfigMap({ ...fresh, name: 'taken' }));
    // Until the view has it, conditions know of none of that name.
    let answer = await house.get('/federations/taken');
    while (answer.status !== 200)
      answer = await house.get('/federations/taken');
    const reapply = { federation: 'taken' };
    const said = await house.run('federation:reapply', reapply);
    expect(said).toMatch(/^ok\n.*"entityRef":""/);
  });

  it('takes over nothing of a federation whose hub is silent', async () => {
    house.north.down = true;
    const takeover = {
      ...victim,
      hub: { ...victim.hub, cluster: 'west', namespace: 'retail2' },
    };
    const answers: string[] = [];
    for (const person of Object.keys(PEOPLE) as Person[]) {
      house.as(person);
      const said = await apply(takeover)(house);
      expect(said).not.toMatch(/north/);
      answers.push(
        inShort(said).replace(
          /^.*(in a cluster that does not answer).*$/s,
          '$1',
        ),
      );
    }
    expect(answers).toEqual([
      'no create',
      'no update in south/secret',
      'no update in west/retail2',
      'in a cluster that does not answer',
      'no create',
      'no create',
    ]);
  });
});
