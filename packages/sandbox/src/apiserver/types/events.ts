import { column, builtIn, since } from '../registry/define';
import { must } from '../schema/checks';
import { modelSchema } from '../schema/models';

export const events = builtIn('Event', {
  schema: modelSchema('CoreV1Event'),
  columns: [
    column('Last Seen', o =>
      since(
        o.series?.lastObservedTime ??
          o.lastTimestamp ??
          o.eventTime ??
          o.metadata.creationTimestamp,
      ),
    ),
    column('Type', o => o.type ?? ''),
    column('Reason', o => o.reason ?? ''),
    column(
      'Object',
      o =>
        `${(o.involvedObject?.kind ?? '').toLowerCase()}/${
          o.involvedObject?.name ?? ''
        }`,
    ),
    column('Message', o => (o.message ?? '').trim()),
  ],
  strategy: {
    // These are sent even when they are not known.
    prepareCreate: event => {
      event.eventTime ??= null;
      event.firstTimestamp ??= null;
      event.lastTimestamp ??= null;
      event.source ??= {};
      event.reportingComponent ??= '';
      event.reportingInstance ??= '';
    },
    validate: ({ metadata, involvedObject }) =>
      must(
        [undefined, '', metadata.namespace].includes(involvedObject?.namespace),
        'involvedObject.namespace',
        involvedObject?.namespace,
        'does not match event.namespace',
      ),
  },
});
