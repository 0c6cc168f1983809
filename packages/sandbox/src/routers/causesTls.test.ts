import { setTimeout as delay } from 'node:timers/promises';
import { Bench } from './__testUtils__/testBench';
import { Cause, produce, same } from './__testUtils__/testCauses';
import {
  createAuthority,
  TestAuthority,
} from './__testUtils__/testCertificates';

const EXPIRED = { validFrom: -10, validTo: -1 };
const NOT_YET_VALID = { validFrom: 5, validTo: 10 };

type Issue = Omit<Parameters<TestAuthority['issue']>[0], 'subject'>;

/** East's listeners have this certificate; all else is well. */
const serverCertificate =
  (options: Issue, host?: string) => async (bench: Bench) => {
    const { east } = bench;
    await east.acceptLinks();
    await east.secret('skupper-site-server', 'skupper-site-server', {
      subject: 'skupper-router',
      dns: [east.host],
      ...options,
    });
    const { name: cluster, podIP: ip } = east;
    if (host)
      bench.test.network.expose(host, 55671, { cluster, ip, port: 55671 });
    await east.start();
    await bench.link({ host });
    await bench.west.start();
  };

/** West's link has these certificates; all else is well. */
const linkCertificate =
  (
    make: (
      east: TestAuthority,
      other: TestAuthority,
    ) => Promise<Record<string, string>>,
  ) =>
  async (bench: Bench) => {
    const other = await createAuthority('another site CA');
    await bench.up({ secret: await make(bench.east.authority, other) });
  };

const CAUSES: Cause[] = [
  {
    sample: 'tls-unknown-ca',
    produce: linkCertificate(async (east, other) => ({
      ...(await east.issue({ subject: 'west' })),
      'ca.crt': Buffer.from(other.pem).toString('base64'),
    })),
    until: async bench => {
      const { west, east } = bench;
      await bench.further();
      await west.until(() => west.logged(/logText=/).length === 3);
      await east.until(() => east.logged(/logText=/).length > 3);
    },
  },
  {
    sample: 'tls-site-ca-rotated',
    produce: linkCertificate((_, old) => old.issue({ subject: 'west' })),
  },
  {
    sample: 'tls-server-cert-expired',
    produce: serverCertificate(EXPIRED),
  },
  {
    sample: 'tls-server-cert-not-yet-valid',
    produce: serverCertificate(NOT_YET_VALID),
  },
  {
    sample: 'tls-host-name-mismatch',
    produce: serverCertificate({ dns: ['other.example.net'] }),
  },
  {
    sample: 'ip-address-link-ip-san',
    produce: serverCertificate({ dns: [], ip: ['10.77.0.2'] }, '10.77.0.2'),
  },
  {
    sample: 'tls-client-cert-expired',
    produce: linkCertificate(east =>
      east.issue({ subject: 'west', ...EXPIRED }),
    ),
  },
  {
    sample: 'tls-client-cert-not-yet-valid',
    produce: linkCertificate(east =>
      east.issue({ subject: 'west', ...NOT_YET_VALID }),
    ),
  },
  {
    sample: 'tls-client-cert-other-ca',
    produce: linkCertificate(async (east, other) => ({
      ...(await other.issue({ subject: 'west' })),
      'ca.crt': Buffer.from(east.pem).toString('base64'),
    })),
  },
  {
    sample: 'tls-client-cert-missing',
    produce: linkCertificate(async east => ({
      'ca.crt': Buffer.from(east.pem).toString('base64'),
    })),
  },
  {
    sample: 'tls-version-mismatch',
    // The connecting end offers an older version than the listening one takes.
    produce: async bench => {
      bench.test.faults.breakLink(
        'west',
        'fed',
        'link-west-east',
        'tls-version',
      );
      await bench.up();
    },
  },
  {
    sample: 'plain-connector-to-tls-listener',
    produce: async ({ west, east }) => {
      await east.acceptLinks();
      await east.start();
      await west.add('connector', {
        name: 'link-west-east',
        role: 'inter-router',
        host: east.host,
        port: '55671',
      });
      await west.start();
    },
  },
  {
    sample: 'ip-address-link-dns-san',
    produce: serverCertificate({ dns: ['10.77.0.2'] }, '10.77.0.2'),
    until: bench => bench.routes(2),
  },
  {
    sample: 'tls-cert-expires-while-up',
    produce: async bench => {
      const ends = Date.now() + 2_000;
      const validTo = (ends - Date.now()) / (24 * 3600 * 1000);
      const { authority } = bench.east;
      await bench.up({
        secret: await authority.issue({ subject: 'west', validTo }),
      });
      await bench.routes(2);
      // The certificate's end is what is waited for.
      await delay(ends + 200 - Date.now());
    },
    until: ({ west }) =>
      west.until(async () => {
        const record = await west.linkRecord('link-west-east');
        return record?.status === 'up';
      }),
  },
];

describe('causes in TLS: what both routers log', () => {
  it.each(CAUSES)('$sample', async cause => {
    await expect(produce(cause)).resolves.toEqual(same('west', 'east'));
  });
});
