import type { TeamRole } from '@quartet/platform/contract';
import {
  banUser,
  createTeam,
  type Person,
  type RunningService,
  teamWith,
  tokenIn,
  waitForMail,
} from '../service/index.ts';
import type { Caller } from './admission.ts';

type RunningApi = RunningService<unknown>;

/** One of every kind of caller, and the team that members of each role are in. */
export async function everyKindOfCaller(api: RunningApi): Promise<{ callers: Caller[]; teamId: string }> {
  const [team, unverified, verified, stranger, banned, signedOut] = await Promise.all([
    teamWith(api, 'admin', 'member', 'viewer'),
    api.register(),
    aVerifiedPerson(api),
    anOwnerOfAnotherTeam(api),
    aBannedPerson(api),
    aPersonWhoSignedOut(api),
  ]);
  const inTeam: [TeamRole, Person][] = [
    ['owner', team.owner],
    ['admin', team.of.admin],
    ['member', team.of.member],
    ['viewer', team.of.viewer],
  ];
  const callers: Caller[] = [
    { name: 'nobody', headers: { bearer: {}, cookie: { origin: api.origin } }, standing: 'none' },
    live('a user whose address is not verified', unverified),
    live('a user', verified),
    live("another team's owner", stranger),
    ...inTeam.map(([role, person]) => ({ ...live(`the team's ${role}`, person), role })),
    { ...live('a banned user', banned), standing: 'dead' },
    { ...live('a user who has signed out', signedOut), standing: 'dead' },
    { name: 'somebody with garbage', headers: garbage(api), standing: 'dead' },
  ];
  return { callers, teamId: team.teamId };
}

function live(name: string, person: Person): Caller {
  const headers = { bearer: person.headers('bearer'), cookie: person.headers('cookie') };
  return { name, headers, standing: 'live' };
}

function garbage({ origin }: RunningApi): Caller['headers'] {
  return {
    bearer: { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
    cookie: { cookie: '__Host-session=garbage', origin },
  };
}

async function aVerifiedPerson(api: RunningApi): Promise<Person> {
  const person = await api.register();
  const mail = await waitForMail(api.mailsTo, { recipient: person.email, subject: /^Confirm/ });
  await api.call('POST', '/api/auth/email-verification/confirm', { body: { token: tokenIn(mail) } });
  return person;
}

async function anOwnerOfAnotherTeam(api: RunningApi): Promise<Person> {
  const person = await api.register();
  await createTeam(person);
  return person;
}

async function aBannedPerson(api: RunningApi): Promise<Person> {
  const person = await api.register();
  await banUser(api, person.id);
  return person;
}

async function aPersonWhoSignedOut(api: RunningApi): Promise<Person> {
  const person = await api.register();
  await person.call('POST', '/api/auth/logout');
  return person;
}
