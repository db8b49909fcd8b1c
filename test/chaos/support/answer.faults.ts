import { type Socket } from 'node:net';

/** A fault of a backend's response on its way; a backend of this suite sends each response in one piece. */
export type AnswerFault = (answer: Buffer, to: Socket) => void;

/** A piece of the head that shows no more than how it begins. */
const HALF_A_HEAD = 20;
/** Bytes of the body that get through before it breaks off. */
const HALF_A_BODY = 300;

export const passing: AnswerFault = (answer, to) => void to.write(answer);

/** Each answer comes so many milliseconds late. */
export function late(milliseconds: number): AnswerFault {
  return (answer, to) => void setTimeout(() => to.write(answer), milliseconds).unref();
}

/** The backend has accepted the request, and nothing of its response arrives. */
export const reset: AnswerFault = (_answer, to) => void to.resetAndDestroy();

export const resetInHead: AnswerFault = (answer, to) => breakOff(answer, to, HALF_A_HEAD);

export const resetInBody: AnswerFault = (answer, to) => breakOff(answer, to, bodyStart(answer) + HALF_A_BODY);

/** Half an answer and a FIN, as of a backend that ended in an orderly way at the wrong moment. */
export const halved: AnswerFault = (answer, to) =>
  void to.end(answer.subarray(0, bodyStart(answer) + HALF_A_BODY));

/** Bytes that are not HTTP. */
export const garbled: AnswerFault = (_answer, to) =>
  void to.write('\x16\x03\x01\x00\xfe not http at all\n\n');

export const unavailable: AnswerFault = (_answer, to) =>
  void to.write('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 5\r\n\r\nsorry');

function breakOff(answer: Buffer, to: Socket, at: number): void {
  to.write(answer.subarray(0, at), () => to.resetAndDestroy());
}

function bodyStart(answer: Buffer): number {
  return answer.indexOf('\r\n\r\n') + 4;
}
