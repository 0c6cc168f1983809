import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import { federationObjects, FEDERATION_LABEL } from '../../support/objects';
import { targetCan, unique } from '../../support/target';
import { HUB, MEMBER, Subject, THIRD, Trust } from './Trust';

/** No object is believed beyond its place, and a wrong one stops nothing else. */
export function specsSpeakForTheirPlace(
  trust: () => Trust,
  { keeps, links }: { keeps: Subject; links: Subject },
) {
  const evil = unique('evil');
  const copy = unique('copy');
  const configMaps = (namespace: string) =>
    `/api/v1/namespaces/${namespace}/configmaps`;

  const claim = (of: { name: string }, spec: object) => ({
    metadata: {
      name: `federation-${of.name}`,
      labels: {
        [FEDERATION_LABEL]: of.name,
        'backstage-federation.dev/component': 'spec',
      },
    },
    data: { spec: stringify(spec) },
  });

  it('of a claim of another namespace nothing is obeyed, and it is shown', async () => {
    const before = await trust().contents(keeps);
    await trust().namespace(HUB, evil);
    await trust().create(
      HUB,
      configMaps(evil),
      claim(keeps, {
        ...(await trust().storedSpec(keeps)),
        owner: 'group:default/other-team',
        hub: { cluster: HUB, namespace: evil, site: 'hub' },
        members: [],
      }),
    );
    await trust().finding(keeps, 'spec-taken');
    const view = await trust().ready(keeps);
    assert.equal(view.owner, 'group:default/data-science');
    assert.equal(view.hub.namespace, keeps.namespace);
    assert.equal(view.members.length, 2);
    const { owner } = (await trust().stack.guest.federations()).items.find(
      ({ name }) => name === keeps.name,
    )!;
    assert.equal(owner, 'group:default/data-science');
    await trust().run('federation-reapply', { federation: keeps.name });
    const after = Object.entries(await trust().contents(keeps));
    assert.deepEqual(
      Object.fromEntries(after.filter(([key]) => !key.includes(evil))),
      before,
    );
  });

  it('a copy in another cluster is shown as one', async () => {
    await trust().namespace(THIRD, copy);
    await trust().create(
      THIRD,
      configMaps(copy),
      claim(keeps, await trust().storedSpec(keeps)),
    );
    await trust().finding(keeps, 'spec-copy');
    await trust().ready(keeps);
  });

  for (const [rule, edit] of [
    ['linkCost', (member: any) => ({ ...member, linkCost: 0 })],
    ['kube-system', (member: any) => ({ ...member, namespace: 'kube-system' })],
  ] as const) {
    it(`a spec that breaks a rule stays in list, view and catalog, with its rule: ${rule}`, async () => {
      const { guest } = trust().stack;
      const { name } = links;
      const unedited = await trust().storedSpec(links);
      await trust().editSpec(links, text => {
        const spec = parse(text);
        spec.members[0] = edit(spec.members[0]);
        return stringify(spec);
      });
      const finding = await trust().finding(links, 'spec-unusable');
      assert.match(JSON.stringify(finding.evidence), new RegExp(rule));
      const { items } = await guest.federations();
      const listed = items.find(one => one.name === name);
      assert.match(listed?.sentence ?? '', new RegExp(rule));
      // The catalog has seen it too, and keeps what it has.
      await guest.until(
        async () => trust().stack.backend.log(),
        log =>
          new RegExp(`no usable federation spec: .*${rule}`, 's').test(log),
        60_000,
      );
      const entity = await guest.json<any>(
        `/catalog/entities/by-name/system/default/${name}`,
      );
      assert.equal(entity.spec.owner, 'group:default/data-science');
      await trust().refused(
        links,
        'federation-reapply',
        { federation: name },
        new RegExp(`federation-${name}`),
        new RegExp(rule),
      );
      // Another federation is not kept from anything meanwhile.
      await trust().run('federation-reapply', { federation: keeps.name });
      await trust().editSpec(links, () => stringify(unedited));
      await trust().ready(links);
    });
  }

  it('a spec with a cluster that nobody knows, and a status of another shape, stop nothing', async () => {
    const ghost = unique('ghost');
    await trust().create(
      HUB,
      configMaps(evil),
      claim(
        { name: ghost },
        {
          ...(await trust().storedSpec(keeps)),
          name: ghost,
          hub: { cluster: HUB, namespace: evil, site: 'hub' },
          members: [{ cluster: 'mars', namespace: evil }],
        },
      ),
    );
    await trust().create(HUB, configMaps(evil), {
      metadata: { name: 'skupper-network-status' },
      data: {
        NetworkStatus: JSON.stringify({
          siteStatus: [null, { site: 7, routerStatus: {} }],
        }),
      },
    });
    const { clusters } = await trust().view({ name: ghost }, () => true);
    assert.ok(clusters.every(({ name }) => name === HUB));
    // Specs are read on, and other federations are shown.
    const owner = 'group:default/platform';
    await trust().editSpec(keeps, text => stringify({ ...parse(text), owner }));
    await trust().view(keeps, view => view.owner === owner);
    await trust().ready(keeps);
    await trust().remove(HUB, `${configMaps(evil)}/federation-${ghost}`);
  });

  it('a second Site in a namespace changes nothing for the one that counts', async () => {
    await trust().createSkupper(MEMBER, keeps.namespace, 'sites', {
      kind: 'Site',
      metadata: { name: 'second' },
    });
    await trust().finding(keeps, 'site-ignored');
    const view = await trust().view(keeps, ({ sites }) =>
      sites.every(({ state }) => state.kind === 'ready'),
    );
    assert.ok(view.links.every(({ state }) => state.kind === 'ready'));
    await trust().run('federation-reapply', { federation: keeps.name });
    await trust().removeSkupper(MEMBER, keeps.namespace, 'sites/second');
    await trust().ready(keeps);
  });

  if (targetCan('link-faults')) {
    it('a listener behind a link that is down is not ready, whatever its status says', async () => {
      await trust().stack.sandbox.cli(
        'link',
        'break',
        `${MEMBER}/${keeps.namespace}`,
      );
      const stateOf = (services: any[], cluster: string) =>
        services[0].listeners.find((end: any) => end.cluster === cluster).state
          .kind;
      const { services } = await trust().view(
        keeps,
        view => stateOf(view.services, MEMBER) !== 'ready',
      );
      assert.equal(stateOf(services, THIRD), 'ready');
      await trust().stack.sandbox.cli(
        'link',
        'mend',
        `${MEMBER}/${keeps.namespace}`,
      );
      await trust().ready(keeps);
    });
  }

  for (const fault of [
    { code: 500, reason: 'InternalError' },
    { code: 429, reason: 'TooManyRequests' },
  ]) {
    it(`a resource that answers ${fault.code} is told, and heard again by itself`, async () => {
      const heal = trust()
        .stack.proxy(MEMBER)
        .inject(fault, ({ url }) => /\/links(\?|$)/.test(url));
      try {
        const finding = await trust().finding(
          keeps,
          'cluster-resources-failing',
        );
        assert.match(finding.title, /links/);
        const view = await trust().view(
          keeps,
          ({ state }) => state.kind !== 'ready',
        );
        assert.doesNotMatch(view.sentence, /^Healthy/);
      } finally {
        heal();
      }
      await trust().ready(keeps);
    });
  }

  describe('deleting a federation', () => {
    it('is kept from nothing by claims of its name elsewhere, which stay', async () => {
      await trust().run('federation-delete', {
        federation: keeps.name,
        confirm: keeps.name,
      });
      const left = await Promise.all(
        Object.values(trust().stack.kubes()).map(kube =>
          federationObjects(kube, keeps.name),
        ),
      );
      assert.deepEqual(
        left.flatMap(objects => [...objects.keys()]).sort(),
        [copy, evil].map(ns => `configmaps ${ns}/federation-${keeps.name}`),
      );
    });
  });
}
