import {
  FederationView,
  flowerView,
  LinkView,
  StateKind,
} from '@backstage-federation/plugin-federation-common';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { useTexts } from '../../hooks/useTexts';
import { mutedColour } from '../primitives';

const BOX = { width: 132, height: 46 };
const ROW = 62;
const COLUMNS = { left: 0, hub: 204, right: 408 };
const WIDTH = COLUMNS.right + BOX.width;
/** More do not fit a card; the tables show them all. */
const MOST = 12;

const tone = (theme: Theme): Record<StateKind, string> => ({
  ready: theme.palette.success.main,
  progressing: theme.palette.info.main,
  degraded: theme.palette.warning.main,
  down: theme.palette.error.main,
  unknown: mutedColour(theme),
});

const useStyles = makeStyles(theme => {
  const colours = tone(theme);
  const edge = (kind: StateKind) => ({ stroke: colours[kind] });
  return {
    root: { maxWidth: WIDTH, width: '100%', height: 'auto' },
    box: {
      fill: theme.palette.background.default,
      stroke: theme.palette.divider,
    },
    name: { fill: theme.palette.text.primary, fontSize: 13, fontWeight: 600 },
    note: { fill: mutedColour(theme), fontSize: 11 },
    edge: { strokeWidth: 2, fill: 'none' },
    broken: { strokeDasharray: '5 4' },
    ready: edge('ready'),
    progressing: edge('progressing'),
    degraded: edge('degraded'),
    down: edge('down'),
    unknown: edge('unknown'),
  };
});

interface Spot {
  x: number;
  y: number;
}

/** Members left and right of the hub, from top to bottom in the view's order. */
export function placeMembers(count: number): Spot[] {
  return Array.from({ length: count }, (_, i) => ({
    x: i % 2 === 0 ? COLUMNS.left : COLUMNS.right,
    y: Math.floor(i / 2) * ROW,
  }));
}

function shorten(text: string): string {
  return text.length > 17 ? `${text.slice(0, 16)}…` : text;
}

function Box(props: { at: Spot; name: string; note: string }) {
  const classes = useStyles();
  const { at, name, note } = props;
  return (
    <g transform={`translate(${at.x} ${at.y})`}>
      <title>{`${name}: ${note}`}</title>
      <rect className={classes.box} {...BOX} rx={6} />
      <text className={classes.name} x={10} y={19}>
        {shorten(name)}
      </text>
      <text className={classes.note} x={10} y={36}>
        {shorten(note)}
      </text>
    </g>
  );
}

function Edge(props: { member: Spot; hub: Spot; link?: LinkView }) {
  const classes = useStyles();
  const { member, hub, link } = props;
  const left = member.x < hub.x;
  const from = {
    x: left ? member.x + BOX.width : member.x,
    y: member.y + BOX.height / 2,
  };
  const to = {
    x: left ? hub.x - 3 : hub.x + BOX.width + 3,
    y: hub.y + BOX.height / 2,
  };
  const kind = link?.state.kind ?? 'unknown';
  const middle = (from.x + to.x) / 2;
  const head = left ? -7 : 7;
  return (
    <g className={classes[kind]}>
      <path
        className={`${classes.edge} ${kind === 'ready' ? '' : classes.broken}`}
        d={`M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`}
      />
      <path
        className={classes.edge}
        d={`M${to.x + head} ${to.y - 4}L${to.x} ${to.y}l${head} 4`}
      />
      {kind === 'down' && (
        <path
          className={classes.edge}
          d={`M${middle - 5} ${(from.y + to.y) / 2 - 5}l10 10m0-10l-10 10`}
        />
      )}
    </g>
  );
}

/**
 * What the boxes are called: members by their names, the hub by its cluster; those that would be called alike, such as hub
 * and member on one cluster, by their places.
 */
export function boxNames({
  hub,
  members,
}: Pick<FederationView, 'hub' | 'members'>) {
  const alike = (name: string) =>
    [hub.cluster, ...members.map(one => one.name)].filter(one => one === name)
      .length > 1;
  const nameOf = (
    name: string,
    place: { cluster: string; namespace: string },
  ) => (alike(name) ? `${place.cluster}/${place.namespace}` : name);
  return {
    hub: nameOf(hub.cluster, hub),
    members: members.map(member => nameOf(member.name, member)),
  };
}

/** A small picture of hub, members and links; the tabs say the same in tables. */
export function Topology({ view }: { view: FederationView }) {
  const t = useT();
  const { sentence } = useTexts();
  const classes = useStyles();
  if (view.members.length === 0 || view.members.length > MOST) {
    return null;
  }
  const flower = flowerView(view);
  const names = boxNames(view);
  const spots = placeMembers(view.members.length);
  const rows = Math.ceil(view.members.length / 2);
  const height = (rows - 1) * ROW + BOX.height;
  const hub = { x: COLUMNS.hub, y: (height - BOX.height) / 2 };
  const width = view.members.length === 1 ? COLUMNS.hub + BOX.width : WIDTH;
  return (
    <svg
      className={classes.root}
      style={{ maxWidth: width }}
      viewBox={`-2 -2 ${width + 4} ${height + 4}`}
      role="img"
      aria-label={t('card.topology', { name: sentence(view) })}
      data-testid="federation-topology"
    >
      {view.members.map((member, i) => (
        <Edge
          key={member.name}
          member={spots[i]}
          hub={hub}
          link={view.links.find(({ from }) => from.label === member.name)}
        />
      ))}
      {view.members.map((member, i) => {
        const nodes = flower?.superNodes.filter(
          node => node.member === member.name,
        );
        const online = nodes?.filter(({ state }) => state.kind === 'ready');
        return (
          <Box
            key={member.name}
            at={spots[i]}
            name={names.members[i]}
            note={
              nodes
                ? `${online?.length}/${nodes.length} SuperNodes`
                : member.namespace
            }
          />
        );
      })}
      <Box
        at={hub}
        name={names.hub}
        note={
          flower?.superLink
            ? `SuperLink ${flower.superLink.version}`
            : view.hub.namespace
        }
      />
    </svg>
  );
}
