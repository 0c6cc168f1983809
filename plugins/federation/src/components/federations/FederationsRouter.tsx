import { Route, Routes } from 'react-router-dom';
import { FederationContent } from './FederationPage';
import { FederationsContent } from './FederationsPage';

/** The pages below `/federations`. */
export function FederationsRouter() {
  return (
    <Routes>
      <Route path="/" element={<FederationsContent />} />
      <Route path="/:name" element={<FederationContent />} />
    </Routes>
  );
}
