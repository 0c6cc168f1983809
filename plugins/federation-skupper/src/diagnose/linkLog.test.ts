import { routerSample } from '../__testUtils__/routerSamples';
import { SKUPPER_API } from '../resources';
import { SkupperLink } from '../types';
import { linkLogCause } from './linkLog';

const link = (host: string): SkupperLink => ({
  apiVersion: SKUPPER_API,
  kind: 'Link',
  metadata: { name: 'link-west-east' },
  spec: {
    endpoints: [
      { name: 'edge', host, port: '1' },
      { name: 'inter-router', host, port: '55671' },
    ],
  },
});

const causeOf = (own: string, peer?: string, host = 'east.example.net') =>
  linkLogCause(
    link(host),
    { source: 'west log', text: own },
    peer === undefined ? undefined : { source: 'east log', text: peer },
  );

// What each sample means as a whole is in ../recordings/routers.test.ts.
describe('linkLogCause', () => {
  it('quotes both ends when the one that rejects hides the reason', () => {
    const { west, east } = routerSample('tls-host-name-mismatch');
    expect(causeOf(west, east)?.evidence).toEqual([
      expect.objectContaining({
        source: 'west log',
        text: expect.stringContaining('certificate verify failed'),
      }),
      expect.objectContaining({
        source: 'east log',
        text: expect.stringContaining('alert handshake failure'),
      }),
    ]);
  });

  it.each([
    ['link-down-up-restart', 'Connection refused', 'link-connection-refused'],
    ['link-down-up-restart', 'unexpected eof', 'link-peer-ended'],
    ['peer-frozen', 'local-idle-timeout', 'link-peer-silent'],
    ['network-down', 'local-idle-timeout', 'link-peer-silent'],
    ['mtu-black-hole', 'local-idle-timeout', 'link-large-packets-lost'],
    ['listener-port-in-use', 'unexpected eof', 'link-peer-closes'],
  ])(
    '%s up to “%s”: %s, for whether it worked before tells',
    (sample, text, cause) => {
      const lines = routerSample(sample).west.split('\n');
      const end = lines.findIndex(line => line.includes(text));
      const until = lines.slice(0, end + 1).join('\n');
      expect(causeOf(until)?.finds).toBe(cause);
    },
  );

  it('ignores lines about other targets', () => {
    const { west } = routerSample('connect-refused');
    expect(causeOf(west, undefined, 'other.example.net')).toBeUndefined();
  });

  it('counts an error once that the flow log repeats', () => {
    const { west, east } = routerSample('tls-unknown-ca');
    expect(west).toContain('logText=');
    expect(causeOf(west, east)?.evidence).toHaveLength(2);
  });
});
