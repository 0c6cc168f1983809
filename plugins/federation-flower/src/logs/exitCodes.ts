/** What Flower's own exit codes mean; the process itself always ends with status 1. */
const EXIT_CODES: Record<number, { title: string; remedy: string }> = {
  100: {
    title: 'a part of Flower crashed',
    remedy: 'Look at the error above the exit code in the log.',
  },
  104: {
    title: 'Flower was started with arguments that it refuses',
    remedy: 'Compare the arguments with those of this Flower release.',
  },
  105: {
    title: 'the database was written by a newer Flower release',
    remedy: 'Use the release that wrote it, or start with an empty database.',
  },
  302: {
    title: 'the private key of the SuperNode cannot be used',
    remedy:
      'Flower takes only an elliptic curve key in OpenSSH format (ssh-keygen -t ecdsa -b 384).',
  },
  303: {
    title: 'SuperNode authentication needs TLS',
    remedy: 'Turn TLS on, or authentication off.',
  },
  304: {
    title: 'the list of trusted entities cannot be used',
    remedy: 'Correct the file given by --trusted-entities.',
  },
  305: {
    title: 'the SuperNode could not connect to the SuperLink',
    remedy: 'See the reason in the log; check link, listener and SuperLink.',
  },
  400: {
    title: 'a plugin of Flower is configured wrongly',
    remedy: 'Look at the error in the log.',
  },
  600: {
    title: 'an address given to Flower cannot be used',
    remedy: 'Check host and port in the arguments.',
  },
  602: {
    title: 'TLS cannot be used here',
    remedy: 'Start without the TLS arguments.',
  },
  608: {
    title: 'the app’s dependencies could not be installed',
    remedy:
      'Give the SuperLink access to the Python package index, or build an image that has them.',
  },
};

/** @internal */
export function explainExitCode(code: number): {
  title: string;
  remedy: string;
} {
  if (EXIT_CODES[code]) return EXIT_CODES[code];
  if (code > 100 && code < 104) {
    return {
      title: 'Flower’s licence was refused',
      remedy: 'Check the licence of the Enterprise image.',
    };
  }
  if (code >= 200 && code < 300) {
    return {
      title: 'the ServerApp failed',
      remedy: 'Look at the run’s log.',
    };
  }
  return {
    title: `Flower ended with its code ${code}`,
    remedy: 'Look at the lines around the exit code in the log.',
  };
}
