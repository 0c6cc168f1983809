import { ReactRouterV6PageRouter } from '@backstage/frontend-adapter-react-router-v6';
import { Route, Routes } from 'react-router-dom';
import { FederationContent } from './FederationPage';
import { FederationsContent } from './FederationsPage';

/** The pages below `/federations`. In the old frontend system the adapter is not there: it renders its children. */
export function FederationsRouter() {
  return (
    <ReactRouterV6PageRouter>
      <Routes>
        <Route path="/" element={<FederationsContent />} />
        <Route path="/:name" element={<FederationContent />} />
      </Routes>
    </ReactRouterV6PageRouter>
  );
}
