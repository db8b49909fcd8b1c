import { text } from './scalar';

/** How a gateway is called among others. */
export function gatewayName() {
  return text({
    title: 'name',
    allowed: 'up to 64 letters, digits and any of _ . -',
    pattern: /^[\w.-]{1,64}$/,
  })
    .optional()
    .describe(
      'How this gateway is called among those that share a registry; its host and process when left out.',
    );
}
