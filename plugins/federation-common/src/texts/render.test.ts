import { federationTexts } from './federation';
import { flowerTexts } from './flower';
import { REAPPLY_TEMPLATE, renderFinding, renderReason } from './render';
import { namesIn, renderText } from './renderText';
import { skupperTexts } from './skupper';
import { Texts } from './texts';

const texts: Texts = {
  findings: {
    'thing-lost': {
      title: 'Thing {{name}} is lost.',
      explanation: 'It was {{count}} times there.',
      remedy: 'Look for {{ name }}.',
    },
    'thing-lost.often': { title: 'Again.', explanation: '', remedy: '' },
  },
  words: { lost: 'Lost' },
  reasons: { gone: '{{name}} is gone.', plain: 'Gone.' },
};

describe('renderText', () => {
  it('fills every name, and leaves what it has no value for', () => {
    expect(renderText('{{a}} {{ a }} {{b}} {c}', { a: 1 })).toBe(
      '1 1 {{b}} {c}',
    );
    expect(renderText('{{toString}}')).toBe('{{toString}}');
  });

  it('takes a value as it is', () => {
    expect(renderText('{{a}}', { a: '$& {{b}}', b: 2 })).toBe('$& {{b}}');
  });

  it('names what a text needs', () => {
    expect(namesIn('{{a}} {{b}} {{a}}')).toEqual(['a', 'b']);
  });
});

describe('renderFinding', () => {
  const diagnosed = {
    cause: 'thing-lost',
    severity: 'error' as const,
    subject: { kind: 'site' as const, id: '1', label: 'Site 1' },
    evidence: [],
  };

  it('says a cause in English, and keeps what a translation needs', () => {
    const template = { ref: 'template:default/find', formData: { name: 'x' } };
    expect(
      renderFinding(texts, {
        ...diagnosed,
        params: { name: 'x', count: 2 },
        remedy: { template },
      }),
    ).toEqual({
      ...diagnosed,
      params: { name: 'x', count: 2 },
      title: 'Thing x is lost.',
      explanation: 'It was 2 times there.',
      remedy: { text: 'Look for x.', template },
    });
  });

  it('takes the text of a variant', () => {
    expect(
      renderFinding(texts, { ...diagnosed, text: 'thing-lost.often' }),
    ).toMatchObject({
      cause: 'thing-lost',
      text: 'thing-lost.often',
      title: 'Again.',
    });
  });

  const all = [federationTexts, flowerTexts, skupperTexts].flatMap(of =>
    Object.entries(of.findings).map(([id, { remedy }]) => ({ of, id, remedy })),
  );

  it.each(
    all.filter(({ remedy }) =>
      /federation again|hub\.linkAccess/i.test(remedy),
    ),
  )('mends $id by a template that changes nothing else', ({ of, id }) => {
    const { remedy } = renderFinding(of, { ...diagnosed, cause: id });
    expect(remedy.template).toEqual({ ref: REAPPLY_TEMPLATE, formData: {} });
  });

  it('sends nobody to a form whose defaults would change the federation', () => {
    expect(
      all.filter(({ remedy }) =>
        /add the members? again|run the template/i.test(remedy),
      ),
    ).toEqual([]);
  });

  it('offers no template where the words name none', () => {
    expect(renderFinding(texts, diagnosed).remedy).toEqual({
      text: 'Look for {{ name }}.',
    });
  });

  it('refuses a cause without a text', () => {
    expect(() =>
      renderFinding(texts, { ...diagnosed, cause: 'unheard-of' }),
    ).toThrow('findings: there is no text "unheard-of"');
  });
});

describe('renderReason', () => {
  it('gives the reason with its id', () => {
    expect(renderReason(texts, 'gone', { name: 'x' })).toEqual({
      reason: 'x is gone.',
      reasonId: 'gone',
      params: { name: 'x' },
    });
    expect(renderReason(texts, 'plain')).toEqual({
      reason: 'Gone.',
      reasonId: 'plain',
    });
    expect(renderReason(texts, undefined)).toEqual({});
    expect(() => renderReason(texts, 'unheard-of')).toThrow('no text');
  });
});
