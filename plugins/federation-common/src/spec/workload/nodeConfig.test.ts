import { nodeConfigProblem } from './nodeConfig';

describe('nodeConfigProblem', () => {
  it.each([
    '',
    '  ',
    'partition-id=0 num-partitions=2',
    'data-path="/data/x"',
    "data-path='/data/with blank'  flag=true ratio=0.5",
    'a.b=1 c={d="e"}',
    'key="$(HOME)" other="x=y"',
    'huge=9223372036854775807 small=-9223372036854775808 hex=0xff inf=inf',
  ])('takes %j', text => expect(nodeConfigProblem(text)).toBeUndefined());

  it.each([
    [
      'data-path=/data/x',
      /^data-path: "\/data\/x" is no value of TOML.*quotes/,
    ],
    ['name=west', /^name: "west" is no value of TOML/],
    ['flag=True', /^flag: "True" is no value/],
    ['id=01', /^id: "01" is no value/],
    ['a b=1', /Flower would ignore "a"/],
    ['partition-id', /key=value pairs.*ignore "partition-id"/],
    ['partition-id = 0', /key=value pairs/],
    ['list=[1,2]', /^list: the value must be text in quotes, a number/],
    ['day=2026-01-01', /^day: the value must be text/],
    ['a={b=[1]}', /^a: the value must be text/],
    ['id=9223372036854775808', /^id: the value must be a number of at most 64/],
    ['a=1 a=2', /must not name a key twice/],
    ['a=1 a.b=2', /must not name a key twice/],
    ['k@y=1', /^k@y: /],
    ['x="a" config.toml', /must not end in ".toml"/],
    ['text="open', /^text: /],
  ])('refuses %j', (text, rule) => {
    expect(nodeConfigProblem(text)).toMatch(rule);
  });
});
