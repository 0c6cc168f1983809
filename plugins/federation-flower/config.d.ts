export interface Config {
  federation?: {
    images?: {
      /**
       * Registry that has the images of SuperLink, SuperNodes and gateway in place of Docker Hub, with a path or none:
       * `registry.example.com/mirror`. For federations that are created or applied without a registry of their own.
       */
      registry?: string;
    };
  };
}
