/** Name and description of the argument that says which configuration is meant. */
export const CONFIG_FILE = [
  '[file]',
  'configuration file (default: GATEWAY_CONFIG, or ./gateway.yaml if it exists)',
] as const;
