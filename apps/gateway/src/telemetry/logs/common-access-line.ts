import { type AccessLine } from './access-line';
import { Timestamps } from './format-numbers';
import { plainField } from './escape-control-chars';

const timestamps = new Timestamps(moment);

/** The Common Log Format, which everything that reads logs understands: `client - user [time] "request" status bytes`. */
export const commonAccessLine: AccessLine = (exchange, { time, clientAddress, target }) => {
  const { head, request, identity, status, bytes } = exchange;
  const user = identity === undefined ? '-' : plainField(identity.name).replaceAll(' ', '_');
  const asked = `${plainField(head.method)} ${plainField(target)} HTTP/${request.httpVersion}`;
  return `${plainField(clientAddress).replaceAll(' ', '_')} - ${user} [${timestamps.secondOf(time)}] "${asked}" ${status} ${bytes.out || '-'}\n`;
};

function moment(second: number): string {
  // `Thu, 01 Jan 1970 00:00:00 GMT`
  const [, date, month, year, time] = new Date(second * 1000).toUTCString().split(' ');
  return `${date}/${month}/${year}:${time} +0000`;
}
