import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

interface Delivery {
  /** Who the envelope names: where the mail really goes. */
  recipients: string[];
  headers: Record<string, string[]>;
  mail: Email;
}

interface TestSmtpServer {
  url: string;
  deliveries: Delivery[];
  close: () => Promise<void>;
}

/**
 * A real SMTP server on a free port of the loopback address.
 *
 * @param refusals replies such as `451 try later` to the first mails, one each
 */
export async function startSmtpServer(
  refusals: { code: number; message: string }[] = [],
): Promise<TestSmtpServer> {
  const deliveries: Delivery[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: async (stream, session, callback) => {
      const raw = await buffer(stream);
      const refusal = refusals.shift();
      if (refusal) return callback(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
      const mail = await PostalMime.parse(raw);
      deliveries.push({
        recipients: session.envelope.rcptTo.map(({ address }) => address),
        headers: headersOf(mail),
        mail,
      });
      callback();
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('Not a TCP server.');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    deliveries,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function headersOf(mail: Email): Record<string, string[]> {
  const named = (name: string) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value);
  return { bcc: named('bcc'), 'auto-submitted': named('auto-submitted') };
}
