export interface Config {
  catalog?: {
    providers?: {
      federation?: {
        /** Owner of federations whose spec names none, and of the clusters: an entity reference. */
        defaultOwner?: string;
      };
    };
  };
}
