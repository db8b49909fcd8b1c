/** Name and description of the argument that says which configuration is meant. */
export const CONFIG_FILE = [
  '[file]',
  'the configuration; what GATEWAY_CONFIG names, or ./gateway.yaml if there is one, when left out',
] as const;
