import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GatewayConfig } from '../../apps/gateway/src/config/gateway-config';
import { loadConfig } from '../../apps/gateway/src/config/load-config';
import { redactSecrets } from '../../apps/gateway/src/config/redact-secrets';
import { inFolder } from './config-of';

const TOKEN = 'a-token-of-enough-characters';

/** The configuration of a folder with the token in a file, or what is wrong with it. */
function loaded(text: string, token = `${TOKEN}\n`, env = {}): GatewayConfig | string {
  let outcome: GatewayConfig | string = '';
  inFolder((cwd) => {
    writeFileSync(join(cwd, 'gateway.yaml'), text);
    writeFileSync(join(cwd, 'token'), token);
    try {
      outcome = loadConfig({ env, cwd }).config;
    } catch (error) {
      outcome = (error as Error).message;
    }
  });
  return outcome;
}

describe.each(['admin', 'selfRegistration'] as const)('%s.tokenFile', (section) => {
  it('brings the token, which is never shown', () => {
    const config = loaded(`${section}: { tokenFile: token }`) as GatewayConfig;
    expect(config[section].token).toBe(TOKEN);
    expect(JSON.stringify(redactSecrets(config))).not.toContain(TOKEN);
  });

  it.each([
    ['is empty', `${section}: { tokenFile: token }`, ' \n', 'which holds no token'],
    ['is a folder', `${section}: { tokenFile: . }`, TOKEN, 'which holds no token'],
    ['is not there', `${section}: { tokenFile: nowhere }`, TOKEN, '"nowhere", which cannot be read'],
    [
      'is not alone',
      `${section}: { tokenFile: token, token: ${TOKEN} }`,
      TOKEN,
      'token or tokenFile, not both',
    ],
  ])('is a mistake when it %s', (_, text, token, message) => {
    expect(loaded(text, token)).toContain(message);
    expect(loaded(text, token)).not.toContain(TOKEN);
  });

  it('is a mistake when it holds what is no token, which is not told', () => {
    const message = loaded(`${section}: { tokenFile: token }`, 'two words of a secret');
    expect(message).toContain(`${section}.token`);
    expect(message).not.toContain('words');
  });
});

describe('a listener that other machines can reach', () => {
  it('is content with a token in a file', () => {
    expect(loaded('admin: { host: 0.0.0.0, tokenFile: token }')).toMatchObject({ admin: { token: TOKEN } });
  });
});
