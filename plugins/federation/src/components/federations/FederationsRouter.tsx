import { Route, Routes } from 'react-router-dom';
import { AppRouter } from '../frame';
import { FederationContent } from './FederationPage';
import { FederationsContent } from './FederationsPage';

/** The pages below `/federations`. */
export function FederationsRouter() {
  return (
    <AppRouter>
      <Routes>
        <Route path="/" element={<FederationsContent />} />
        <Route path="/:name" element={<FederationContent />} />
      </Routes>
    </AppRouter>
  );
}
