import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { problemOf } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';

/**
 * Answers what Node's parser gives up on (headers beyond its limit, no HTTP at all, a peer that is too slow)
 * before there is a request, and hangs up, since nobody knows where the next request would begin.
 */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const { status, headers, body } = problemOf(commonErrors.malformedRequest(), requestId);
  const text = JSON.stringify(body);
  const lines = Object.entries({
    ...headers,
    'x-request-id': requestId,
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} Bad Request\r\n${lines.join('\r\n')}\r\n\r\n${text}`);
}
