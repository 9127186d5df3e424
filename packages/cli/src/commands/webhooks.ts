import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';

interface Reaching {
  url?: string;
}

interface SendOptions extends Reaching {
  object?: string;
}

interface ListOptions extends Reaching {
  status?: string;
  type?: string;
  limit: string;
  json?: true;
}

export function webhooksCommand(): Command {
  const reaching = (command: Command) => command.option('--url <url>', 'address of saas-webhooks');
  const send = reaching(new Command('send'))
    .description('send a signed event to saas-webhooks, to try it out')
    .argument('<type>', 'such as customer.subscription.updated')
    .option('--object <json>', 'fields of the object that the event is about')
    .action(sendEvent);
  const list = reaching(new Command('list'))
    .description('list the events that were accepted, the newest first')
    .option('--status <status>', 'only those with this status')
    .option('--type <type>', 'only those of this type')
    .option('--limit <count>', 'how many', '20')
    .option('--json', 'print them as JSON')
    .action(listEvents);
  const replay = reaching(new Command('replay'))
    .description('have an event processed again')
    .argument('<event_id>')
    .action(replayEvent);
  const webhooks = new Command('webhooks').description(
    'the inbox of events; OPERATOR_TOKEN names the operator',
  );
  return webhooks.addCommand(send).addCommand(list).addCommand(replay);
}

async function sendEvent(type: string, { url, object = '{}' }: SendOptions): Promise<void> {
  const { exampleEvent, signatureOf } = await import('../webhooks/example-event.ts');
  const { webhookSecretOf } = await import('../webhooks/webhook-secret.ts');
  const now = Math.floor(Date.now() / 1000);
  const body = JSON.stringify(exampleEvent(type, parseFields(object), now));
  const secret = webhookSecretOf(process.env);
  const inbox = await reach({ url });
  const { status, event_id } = await inbox.deliver(body, secret && signatureOf(body, secret, now));
  process.stdout.write(`${status} ${event_id}\n`);
}

async function listEvents({ url, json, ...filter }: ListOptions): Promise<void> {
  const inbox = await reach({ url });
  const events = await inbox.list({ ...filter });
  const lines = events.map(
    ({ received_at, status, type, event_id }) => `${received_at}  ${status.padEnd(10)}  ${type}  ${event_id}`,
  );
  const text = lines.join('\n') || 'No events.';
  process.stdout.write(`${json ? JSON.stringify(events, null, 2) : text}\n`);
}

async function replayEvent(eventId: string, { url }: Reaching): Promise<void> {
  const inbox = await reach({ url });
  await inbox.replay(eventId);
  process.stdout.write(`replay_accepted ${eventId}\n`);
}

async function reach({ url }: { url: string | undefined }) {
  const { inboxAddress, openInbox } = await import('../webhooks/inbox.ts');
  const token = process.env.OPERATOR_TOKEN?.trim();
  return openInbox({ address: url ?? inboxAddress(process.env), ...(token && { token }) });
}

function parseFields(text: string): Record<string, unknown> {
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) return { ...fields };
  } catch {
    // Said below.
  }
  throw new CommandError('--object: not a JSON object', { exitCode: EXIT.usage });
}
