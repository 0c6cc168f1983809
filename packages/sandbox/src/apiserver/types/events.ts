import {
  dateTime,
  int32,
  object,
  objectReference,
  root,
  string,
} from '../schema/dsl';
import { cause } from '../errors';
import { column, define, since } from '../registry/define';

export const events = define({
  kind: 'Event',
  shortNames: ['ev'],
  schema: root({
    involvedObject: objectReference,
    reason: string,
    message: string,
    source: object({ component: string, host: string }),
    firstTimestamp: { ...dateTime, nullable: true },
    lastTimestamp: { ...dateTime, nullable: true },
    eventTime: { ...dateTime, nullable: true },
    count: int32,
    type: string,
    action: string,
    related: objectReference,
    reportingComponent: string,
    reportingInstance: string,
    series: object({ count: int32, lastObservedTime: dateTime }),
  }),
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
    validate: (event, _context) =>
      event.involvedObject?.namespace &&
      event.involvedObject.namespace !== event.metadata.namespace
        ? [
            cause.invalid(
              'involvedObject.namespace',
              event.involvedObject.namespace,
              'does not match event.namespace',
            ),
          ]
        : [],
  },
});
