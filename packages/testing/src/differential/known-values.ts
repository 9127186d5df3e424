import type { Route } from '@quartet/platform/contract';

const idKinds = ['user', 'team', 'session', 'invitation'] as const;
const UNKNOWN = '01k00000000000000000000000';

const idsOf = {
  user: ['{{ada}}', '{{bob}}', '{{eve}}'],
  team: ['{{team}}'],
  session: ['{{session}}'],
  invitation: ['{{invitation}}'],
} as const;

/** Values that mean something in a conversation; those in braces are another service's own. */
export const known = {
  fields: {
    email: ['{{ada.email}}', ' {{BOB.EMAIL}}', '{{new.email}}', 'nobody@example.com', 'ada'],
    password: ['{{password}}', 'seven wooden horses', 'short'],
    current_password: ['{{password}}', 'seven wooden horses'],
    new_password: ['{{password}}', 'seven wooden horses', 'password1234', 'short'],
    refresh_token: ['{{refresh_token}}', 'A'.repeat(43)],
    token: ['{{invitation_token}}', 'A'.repeat(43), ''],
    timezone: ['Europe/Berlin', 'UTC', 'Mars/Olympus'],
  } as Readonly<Record<string, readonly string[] | undefined>>,

  /** What a parameter of a path may be: ids of what is there, and one of what is not. */
  paramsOf({ params }: Route, name: string): readonly string[] {
    const schema = params?.shape[name];
    const kind = idKinds.find((candidate) => isId(schema, candidate));
    return kind === undefined ? ['nobody', 'google'] : [...idsOf[kind], ...idsOf[kind], `${kind}_${UNKNOWN}`];
  },
};

function isId(schema: unknown, kind: string): boolean {
  if (typeof schema !== 'object' || schema === null || !('safeParse' in schema)) return false;
  const { safeParse } = schema;
  if (typeof safeParse !== 'function') return false;
  return safeParse(`${kind}_${UNKNOWN}`).success && !safeParse('nobody').success;
}
