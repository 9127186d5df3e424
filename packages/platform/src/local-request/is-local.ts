import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(::ffff:)?127\.|^::1$/;
const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const SIGNS_OF_A_PROXY = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/**
 * True when a program on this machine calls by itself, as a person with curl does. The socket tells, not a
 * header; but a tunnel or proxy on this machine speaks for somebody else, and shows it by its headers, and a
 * page that was rebound to this address by DNS shows it by the name that it calls.
 */
export function isLocal({ socket, headers }: IncomingMessage): boolean {
  return (
    LOOPBACK.test(socket.remoteAddress ?? '') &&
    isLoopbackName(headers.host) &&
    SIGNS_OF_A_PROXY.every((name) => headers[name] === undefined)
  );
}

/** True for a `Host` by which this machine calls itself; a page elsewhere cannot make a browser send one. */
export function isLoopbackName(host: string | undefined): boolean {
  return LOOPBACK_NAME.test(host ?? '');
}
