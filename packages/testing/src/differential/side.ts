import {
  type Answer,
  type Api,
  codeOf,
  createTeam,
  invite,
  type Person,
  type RawRequest,
  type ReadMails,
} from '../service/index.ts';
import type { PlannedRequest } from './conversation.ts';

/** A service to compare, with the mailbox that its invitations end in. */
export type ComparedService = Api & { mailsTo: ReadMails };

/** One service's part of a conversation: what the names of it stand for there. */
export interface Side {
  answerTo(request: PlannedRequest): Promise<Answer>;
}

/**
 * Prepares Ada with a team, Bob who is an admin of it, and Eve.
 *
 * @param run makes the addresses of this conversation its own, the same in every service
 */
export async function enter(service: ComparedService, run: string): Promise<Side> {
  const [ada, bob, eve] = [
    await service.register({ email: `ada-${run}@example.com` }),
    await service.register({ email: `bob-${run}@example.com` }),
    await service.register({ email: `eve-${run}@example.com` }),
  ];
  const team = await createTeam(ada);
  const [joining, open] = await Promise.all([
    invite(service, { by: ada, teamId: team, email: bob.email, role: 'admin' }),
    invite(service, { by: ada, teamId: team, email: eve.email, role: 'member' }),
  ]);
  await bob.call('POST', '/api/invitations/accept', { body: { token: joining.token } });
  const values = new Map(
    Object.entries({
      run,
      ada: ada.id,
      bob: bob.id,
      eve: eve.id,
      'ada.email': ada.email,
      'BOB.EMAIL': bob.email.toUpperCase(),
      'new.email': `new-${run}@example.com`,
      password: ada.password,
      team,
      session: ada.signIn.session_id,
      refresh_token: ada.signIn.refresh_token,
      invitation: open.id,
      invitation_token: open.token,
    }),
  );
  const people = { ada, bob, eve };
  return {
    async answerTo(request) {
      const answer = await service.send(written(request, values, people));
      if (answer.status < 300) learn(answer.body, values);
      if (isSignedOut(answer)) await signInAgain(service, people, request.by);
      return answer;
    },
  };
}

type People = Record<'ada' | 'bob' | 'eve', Person>;

function written(
  { method, path, by, headers, body }: PlannedRequest,
  values: ReadonlyMap<string, string>,
  people: People,
): RawRequest {
  const fill = (text: string) =>
    text.replaceAll(/\{\{([\w.]+)\}\}/g, (_all, name) => values.get(name) ?? 'none-yet');
  const filled = Object.entries(headers).map(([name, value]) => [name, fill(value)]);
  return {
    method,
    path: fill(path),
    headers: { ...credentialsOf(by, people), ...Object.fromEntries(filled) },
    ...(body !== undefined && { body: typeof body === 'string' ? fill(body) : body }),
  };
}

function credentialsOf(by: PlannedRequest['by'], people: People): Record<string, string> {
  if (by === 'nobody') return {};
  if (by === 'a forged token') return { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' };
  const [name, , credential] = by.split(' ') as [keyof People, string, 'bearer' | 'cookie'];
  const headers = people[name].headers(credential);
  return by.endsWith('another site') ? { ...headers, origin: 'https://evil.example' } : headers;
}

function isSignedOut(answer: Answer): boolean {
  return answer.status === 401 && ['invalid_token', 'unauthenticated'].includes(codeOf(answer) ?? '');
}

/** Else nothing of what follows a logout would get past the first check; whose password was changed stays out. */
async function signInAgain(
  service: ComparedService,
  people: People,
  by: PlannedRequest['by'],
): Promise<void> {
  const name = (['ada', 'bob', 'eve'] as const).find((person) => by.startsWith(person));
  if (name === undefined) return;
  const account = { email: people[name].email, password: people[name].password };
  people[name] = await service.login(account).catch(() => people[name]);
}

/** What an answer brings into being is what later requests of the conversation are about. */
function learn(body: unknown, values: Map<string, string>): void {
  const found = {
    team: textAt(body, 'team', 'id'),
    invitation: textAt(body, 'invitation', 'id'),
    session: textAt(body, 'session_id'),
    refresh_token: textAt(body, 'refresh_token'),
    cursor: textAt(body, 'next_cursor'),
  };
  for (const [name, value] of Object.entries(found)) if (value !== undefined) values.set(name, value);
}

function textAt(value: unknown, ...path: string[]): string | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return typeof value === 'string' ? value : undefined;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return textAt(Object.entries(value).find(([key]) => key === name)?.[1], ...rest);
}
