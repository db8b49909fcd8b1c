import { validateBackendAddress } from './validate-backend-address';

describe('an address that a backend names', () => {
  it.each([
    'http://10.0.0.7:8000',
    'https://items.internal:443',
    'http://[fd00::7]:80',
    'http://127.0.0.1:1',
  ])('can be a backend: %s', (url) => expect(validateBackendAddress(url)).toBe(true));

  it.each([
    'unix:/run/items.sock',
    'file:///etc/passwd',
    'ftp://10.0.0.7',
    'http://0.0.0.0:80',
    'http://0:80',
    'http://169.254.169.254',
    'http://2852039166',
    'http://224.0.0.1:80',
    'http://255.255.255.255:80',
    'http://[::]:80',
    'http://[fe80::1]:80',
    'http://[ff02::1]:80',
    'http://[::ffff:169.254.169.254]:80',
    `http://${'a'.repeat(300)}:80`,
    'nonsense',
  ])('is no backend: %s', (url) => expect(validateBackendAddress(url)).toBe(false));
});
