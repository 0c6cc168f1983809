import { renderInTestApp } from '@backstage/test-utils';
import {
  Finding,
  renderFinding,
  renderReason,
  skupperTexts,
} from '@backstage-federation/plugin-federation-common';
import { screen } from '@testing-library/react';
import { federationTextsTranslationRef, textMessages } from '../texts';
import { useTexts } from './useTexts';

const finding = renderFinding(skupperTexts, {
  cause: 'link-lost',
  severity: 'error',
  subject: { kind: 'link', id: '1', label: 'west → hub' },
  params: { name: 'west', from: 'west', namespace: 'retail', cluster: 'east' },
  evidence: [],
});

function Shown({ shown }: { shown: Finding }) {
  const { title, explanation, remedy } = useTexts().finding(shown);
  return (
    <ul>
      <li>{title}</li>
      <li>{explanation}</li>
      <li>{remedy}</li>
    </ul>
  );
}

const lines = () => screen.getAllByRole('listitem').map(li => li.textContent);

describe('useTexts', () => {
  it('says in English what the backend says', async () => {
    await renderInTestApp(<Shown shown={finding} />);
    expect(lines()).toEqual([
      finding.title,
      finding.explanation,
      finding.remedy.text,
    ]);
  });

  it('leaves what has no text here as it came', async () => {
    const foreign = {
      ...finding,
      cause: 'echo-wrong',
      title: 'Echo is wrong.',
    };
    await renderInTestApp(<Shown shown={foreign} />);
    expect(lines()[0]).toBe('Echo is wrong.');
  });

  it('takes the English of a backend that does not say what the text names', async () => {
    const { params: _, ...older } = finding;
    await renderInTestApp(<Shown shown={{ ...older, title: 'It is lost.' }} />);
    expect(lines()[0]).toBe('It is lost.');
  });

  it('has a message for each text of Skupper and Flower', () => {
    const [id] = Object.keys(skupperTexts.reasons);
    expect(textMessages[`reason.${id}`]).toBe(
      renderReason(skupperTexts, id).reason,
    );
    expect(Object.keys(textMessages).length).toBeGreaterThan(300);
    expect(federationTextsTranslationRef.id).toBe('federation-texts');
  });
});
