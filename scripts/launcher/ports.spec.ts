import { parsePort, parsePorts } from './ports.mjs';

describe('parsePorts', () => {
  it.each([
    ['8000-8003', [8000, 8001, 8002, 8003]],
    ['8000,8002', [8000, 8002]],
    ['8002, 8000', [8002, 8000]],
    ['8000-8001,9000', [8000, 8001, 9000]],
    ['8000', [8000]],
  ])('reads "%s"', (text, ports) => {
    expect(parsePorts(text, '--ports')).toEqual(ports);
  });

  it.each([
    ['', '--ports: "" is not a port number from 1 to 65535.'],
    ['80a', '--ports: "80a" is not a port number from 1 to 65535.'],
    ['8000,,8002', '--ports: "" is not a port number from 1 to 65535.'],
    ['8000-', '--ports: "" is not a port number from 1 to 65535.'],
    ['8000-8001-8002', '--ports: "8000-8001-8002" is not a range such as 8000-8003.'],
    ['8003-8000', '--ports: the range "8003-8000" runs backwards.'],
    ['8000-8002,8001', '--ports: port 8001 is named twice.'],
    ['1-65535', '--ports: 65535 ports would start 65535 processes; the most is 64.'],
    ['1000-1040,2000-2040', '--ports: 82 ports would start 82 processes; the most is 64.'],
  ])('refuses "%s" and says why', (text, message) => {
    expect(() => parsePorts(text, '--ports')).toThrow(message);
  });
});

describe('parsePort', () => {
  it.each(['1', '65535'])('accepts %s', (text) => {
    expect(parsePort(text, 'PORT')).toBe(Number(text));
  });

  it.each(['0', '65536', '-1', '8e3', ' 80', '0x50', '999999'])('refuses "%s"', (text) => {
    expect(() => parsePort(text, 'PORT')).toThrow(`PORT: "${text}" is not a port number`);
  });
});
