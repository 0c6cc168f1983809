import { validateClusterUrl } from './validateClusterUrl';

const check = (url: string, trusted: boolean) =>
  validateClusterUrl(url, { name: 'the url', trusted });

describe('validateClusterUrl', () => {
  it('takes what the configuration says, without a trailing slash', () => {
    expect(check('http://127.0.0.1:8001/', true)).toBe('http://127.0.0.1:8001');
    expect(check('https://rancher.example.com/k8s/clusters/c-1/', true)).toBe(
      'https://rancher.example.com/k8s/clusters/c-1',
    );
  });

  it.each([
    ['api.example.com', /must be a URL/],
    ['ftp://api.example.com', /begin with https:/],
    ['https://user:secret@api.example.com', /user name or password/],
    ['https://api.example.com?x=1', /query or fragment/],
  ])('refuses %s from anywhere', (url, message) => {
    expect(() => check(url, true)).toThrow(message);
    expect(() => check(url, false)).toThrow(message);
  });

  it.each([
    'https://10.1.2.3:6443',
    'https://[fd12::1]:6443',
    'https://api.example.com',
  ])('takes %s from an entity', url => {
    expect(check(url, false)).toBe(url);
  });

  it.each([
    'http://api.example.com',
    'https://localhost:6443',
    'https://api.localhost',
    'https://127.1',
    'https://0.0.0.0',
    'https://169.254.169.254',
    'https://2852039166',
    'https://0xa9fea9fe',
    'https://[::1]',
    'https://[::ffff:169.254.169.254]',
    'https://[fe80::1]',
    'https://[fd00:ec2::254]',
    'https://metadata.google.internal.',
    'https://100.100.100.200',
  ])('refuses %s from an entity', url => {
    expect(() => check(url, false)).toThrow(/^the url must/);
  });
});
