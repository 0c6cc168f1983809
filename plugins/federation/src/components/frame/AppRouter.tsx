import { ReactNode } from 'react';
import { createApiRef, useApiHolder } from '@backstage/core-plugin-api';
import { ReactRouterV6PageRouter } from '@backstage/frontend-adapter-react-router-v6';

/** What tells an app that owns the browser's history, as Backstage does from 1.57 on in its new frontend system. */
const appHistoryApiRef = createApiRef<unknown>({ id: 'core.app-history' });

/**
 * Gives React Router to what it contains. Apps that do not own the history have given it already, and the adapter needs
 * more of the new frontend system than its earlier releases have.
 */
export function AppRouter({ children }: { children: ReactNode }) {
  return useApiHolder().get(appHistoryApiRef) ? (
    <ReactRouterV6PageRouter>{children}</ReactRouterV6PageRouter>
  ) : (
    <>{children}</>
  );
}
