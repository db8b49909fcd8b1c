import { text } from './scalar';

/** How a gateway is called among others. */
export function gatewayName() {
  return text({
    title: 'name',
    allowed: 'up to 64 letters, digits and any of _ . -',
    pattern: /^[\w.-]{1,64}$/,
  })
    .optional()
    .describe('Name of this gateway in its cluster. If omitted, its host name and process id.');
}
