import { ComponentProps, useState } from 'react';
import { ClusterInfo } from '@backstage-federation/plugin-federation-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  accessibilityProblems,
  fakeApi,
  renderWith,
} from '../../__testUtils__/render';
import { FederationPicker } from './FederationPicker';
import { MembersPicker } from './MembersPicker';
import { PlacePicker } from './Pickers';
import { MemberValue, PlaceValue } from './problems';

const since = '2026-11-20T13:05:00.000Z';
const clusters: ClusterInfo[] = [
  {
    name: 'east',
    state: 'connected',
    since,
    interconnects: [
      {
        kind: 'skupper',
        title: 'Skupper',
        installed: true,
        version: '2.2.1',
      },
    ],
  },
  {
    name: 'west',
    state: 'connected',
    since,
    interconnects: [{ kind: 'skupper', title: 'Skupper', installed: false }],
  },
  { name: 'south', state: 'unreachable', since, reason: 'refused' },
];

const api = fakeApi(undefined, {
  listClusters: async () => ({ items: clusters }),
  listNamespaces: async () => ({
    items: [{ name: 'used', hasSite: true, federation: 'other' }],
  }),
});

/** What the scaffolder's form gives every field. */
const fieldProps = {
  schema: { title: 'Field', description: 'What it is for.' },
  uiSchema: {},
  idSchema: { $id: 'root_field' },
  disabled: false,
  readonly: false,
  formContext: { formData: { hub: { cluster: 'east', namespace: 'fl' } } },
};

function Place(props: { initial?: PlaceValue; rawErrors?: string[] }) {
  const [formData, onChange] = useState<PlaceValue | undefined>(props.initial);
  const all = {
    ...fieldProps,
    formData,
    onChange,
    rawErrors: props.rawErrors,
  } as unknown as ComponentProps<typeof PlacePicker>;
  return <PlacePicker {...all} />;
}

function Members(props: { initial?: MemberValue[] }) {
  const [formData, onChange] = useState<MemberValue[] | undefined>(
    props.initial,
  );
  const all = {
    ...fieldProps,
    formData,
    onChange,
  } as unknown as ComponentProps<typeof MembersPicker>;
  return (
    <>
      <MembersPicker {...all} />
      {/* A key without a value is told too: the form fails at it. */}
      <output>{JSON.stringify(formData, (_, value) => value ?? null)}</output>
    </>
  );
}

describe('PlacePicker', () => {
  it('offers the real clusters; one that cannot be used says why', async () => {
    const { container } = renderWith(<Place />, api);
    await userEvent.click(await screen.findByTestId('root_field-cluster'));
    const options = within(await screen.findByRole('listbox'));
    expect(await options.findByText('Skupper 2.2.1')).toBeInTheDocument();
    expect(options.getByText('Skupper not installed yet')).toBeInTheDocument();
    const south = options.getByText('south').closest('li');
    expect(south).toHaveAttribute('aria-disabled', 'true');
    expect(south).toHaveTextContent('refused');
    await userEvent.click(options.getByText('west'));
    expect(await screen.findByTestId('root_field-cluster')).toHaveTextContent(
      'west',
    );
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('takes a new namespace and tells of one in use', async () => {
    renderWith(<Place initial={{ cluster: 'east' }} />, api);
    const input = await screen.findByTestId('root_field-namespace');
    await userEvent.type(input, 'used');
    expect(
      await screen.findByText('Belongs to federation “other” already.'),
    ).toBeInTheDocument();
    await userEvent.clear(input);
    await userEvent.type(input, 'brand-new');
    expect(
      await screen.findByText('New: it will be created.'),
    ).toBeInTheDocument();
    await userEvent.type(input, '_');
    expect(
      await screen.findByText(/Use lower case letters, digits/),
    ).toBeInTheDocument();
  });

  it('says what is missing next to each input once the form was checked', async () => {
    renderWith(<Place rawErrors={['is required']} />, api);
    expect(await screen.findByText('Choose a cluster.')).toBeInTheDocument();
    expect(screen.getByText('Name a namespace.')).toBeInTheDocument();
  });
});

describe('MembersPicker', () => {
  it('adds and removes members, proposing the namespace in use', async () => {
    const { container } = renderWith(<Members />, api);
    await userEvent.click(await screen.findByTestId('root_field-add'));
    expect(screen.getByRole('status')).toHaveTextContent(
      '[{"namespace":"fl","superNodes":1}]',
    );
    await userEvent.click(await screen.findByTestId('root_field-0-cluster'));
    await userEvent.click(
      within(await screen.findByRole('listbox')).getByText('west'),
    );
    expect(screen.getByRole('status')).toHaveTextContent(
      '[{"cluster":"west","namespace":"fl","superNodes":1}]',
    );
    expect(await accessibilityProblems(container)).toEqual([]);
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove member 1' }),
    );
    expect(screen.getByRole('status')).toHaveTextContent('[]');
  });

  it('keeps what is known of a network that is taken over, and only while its member stays where it is', async () => {
    const known = {
      cluster: 'east',
      namespace: 'fl',
      superNodes: [{ name: 'scanner' }, { name: 'xray' }],
      site: 'mine',
      name: 'clinic',
      linkCost: 3,
    };
    renderWith(<Members initial={[known]} />, api);
    expect(await screen.findByTestId('root_field-0-superNodes')).toHaveValue(2);
    await userEvent.click(await screen.findByTestId('root_field-add'));
    const said = () => JSON.parse(screen.getByRole('status').textContent!);
    expect(said()[0]).toEqual(known);
    await userEvent.type(screen.getByTestId('root_field-0-namespace'), 'x');
    const { site: _, name: __, ...rest } = known;
    expect(said()[0]).toEqual({ ...rest, namespace: 'flx' });
  });

  it('takes the focus to what was added, and back to the button', async () => {
    renderWith(<Members />, api);
    const button = await screen.findByTestId('root_field-add');
    for (const number of [0, 1]) {
      await userEvent.click(button);
      expect(screen.getByTestId(`root_field-${number}-cluster`)).toHaveFocus();
    }
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove member 1' }),
    );
    expect(button).toHaveFocus();
  });

  it('names each member as a group, and puts no heading into a form’s order', async () => {
    const { container } = renderWith(
      <>
        <h2>Form</h2>
        <Members initial={[{ cluster: 'west', namespace: 'fl' }]} />
      </>,
      api,
    );
    const members = within(container);
    expect(
      await members.findByRole('group', { name: 'Member 1' }),
    ).toBeInTheDocument();
    expect(members.getAllByRole('heading')).toHaveLength(1);
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('refuses the hub and a second member in one place, next to the input', async () => {
    renderWith(
      <Members
        initial={[
          { cluster: 'east', namespace: 'fl', superNodes: 1 },
          { cluster: 'west', namespace: 'fl', superNodes: 1 },
          { cluster: 'west', namespace: 'fl', superNodes: 1 },
        ]}
      />,
      api,
    );
    const first = within(await screen.findByTestId('root_field-0'));
    expect(first.getByText(/This is the hub/)).toBeInTheDocument();
    const third = within(screen.getByTestId('root_field-2'));
    expect(
      third.getByText(/Member 2 is in the same place/),
    ).toBeInTheDocument();
  });
});

describe('FederationPicker', () => {
  it('says that there is none to choose', async () => {
    const all = {
      ...fieldProps,
      onChange: () => {},
    } as unknown as ComponentProps<typeof FederationPicker>;
    const { container } = renderWith(<FederationPicker {...all} />, api);
    expect(
      await screen.findByText('There is no federation that you may read yet.'),
    ).toBeInTheDocument();
    expect(await accessibilityProblems(container)).toEqual([]);
  });
});
