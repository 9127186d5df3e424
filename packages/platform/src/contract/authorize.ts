import { commonErrors } from '../errors/index.ts';
import type { Id } from '../ids/index.ts';
import { type Access, type AdministratorRole, administratorRoles, isAtLeast, teamRoles } from './access.ts';
import type {
  AdministratorCaller,
  CallerOf,
  Credentials,
  Guards,
  SessionCaller,
  TeamCaller,
  UserCaller,
} from './caller.ts';
import { isUnsafe, type Route } from './route.ts';

/**
 * Resolves the caller of a route and checks that its access lets them in. Roles are read from the
 * database by the guards, never from a token.
 *
 * @throws `unauthenticated`, `invalid_token`; `not_found` for a team that the caller is no member of, so that
 *   nobody learns which teams exist; `forbidden` for a member whose role is too low; `insufficient_scope` for an
 *   API key where a session is needed.
 */
export async function authorize<A extends Access>(
  access: A,
  guards: Guards,
  credentials: Credentials,
  params: Readonly<Record<string, unknown>>,
): Promise<CallerOf<A>>;
export async function authorize(
  access: Access,
  guards: Guards,
  credentials: Credentials,
  params: Readonly<Record<string, unknown>>,
): Promise<CallerOf<Access>> {
  if (access === 'public') return undefined;
  if (access === 'operator') return part(guards, 'authenticateOperator')(credentials);
  if (access === 'user') return part(guards, 'authenticate')(credentials);
  if (access === 'session') return inPerson(await part(guards, 'authenticate')(credentials));
  if ('administrator' in access) return asAdministrator(access.administrator, guards, credentials);
  const user = await part(guards, 'authenticate')(credentials);
  return asTeamMember(user, access, guards, params[access.param] as Id<'team'>);
}

/**
 * Checks that a caller who was let in by an API key may call a route of this method.
 *
 * @throws `insufficient_scope`
 */
export function requireScope({ method }: Pick<Route, 'method'>, caller: CallerOf<Access>): void {
  if (caller?.kind !== 'user' || caller.credential !== 'api_key') return;
  if (isUnsafe(method) && !caller.scopes.includes('write')) throw commonErrors.insufficientScope();
}

/**
 * Checks that the feature flag of the route is on for the team of a caller who was let in.
 *
 * @throws `not_found`, as where there is no such route
 */
export async function requireFeature(
  { featureFlag }: Pick<Route, 'featureFlag'>,
  guards: Guards,
  caller: CallerOf<Access>,
): Promise<void> {
  if (featureFlag === undefined || caller === undefined || !('team' in caller)) return;
  await part(guards, 'requireFeature')(caller, featureFlag);
}

/**
 * Checks that the plan of a caller who was let in has what the route is for.
 *
 * @throws `entitlement_required`
 */
export async function requireEntitlement(
  { entitlement }: Pick<Route, 'entitlement'>,
  guards: Guards,
  caller: CallerOf<Access>,
): Promise<void> {
  if (entitlement === undefined || caller?.kind !== 'user') return;
  await part(guards, 'requireEntitlement')(caller, entitlement);
}

/**
 * The parts of the guards that a route needs; a service checks at start that each one is there.
 *
 * @throws for an entitlement on a route whose callers have no plan, or a feature flag where they have no team
 */
export function guardsFor({
  name,
  access,
  entitlement,
  featureFlag,
}: Pick<Route, 'name' | 'access' | 'entitlement' | 'featureFlag'>): (keyof Guards)[] {
  const guards = guardsForAccess(access);
  if (entitlement !== undefined && !guards.includes('authenticate'))
    throw new Error(`${name} needs ${entitlement}, but its callers have no plan.`);
  if (featureFlag !== undefined && !guards.includes('roleInTeam'))
    throw new Error(`${name} needs ${featureFlag}, but its callers have no team.`);
  if (featureFlag !== undefined) guards.push('requireFeature');
  if (entitlement !== undefined) guards.push('requireEntitlement');
  return guards;
}

function guardsForAccess(access: Access): (keyof Guards)[] {
  if (access === 'public') return [];
  if (access === 'user' || access === 'session') return ['authenticate'];
  if (access === 'operator') return ['authenticateOperator'];
  return 'administrator' in access ? ['authenticateAdministrator'] : ['authenticate', 'roleInTeam'];
}

function inPerson(user: UserCaller): SessionCaller {
  if (user.credential === 'api_key') throw commonErrors.insufficientScope();
  return user;
}

async function asAdministrator(
  least: AdministratorRole,
  guards: Guards,
  credentials: Credentials,
): Promise<AdministratorCaller> {
  const administrator = await part(guards, 'authenticateAdministrator')(credentials);
  if (!isAtLeast(administratorRoles, administrator.role, least)) throw commonErrors.forbidden();
  return administrator;
}

async function asTeamMember(
  user: UserCaller,
  access: Extract<Access, { team: unknown }>,
  guards: Guards,
  teamId: Id<'team'>,
): Promise<TeamCaller> {
  const role = await part(guards, 'roleInTeam')(user.userId, teamId);
  if (role === undefined) throw commonErrors.notFound();
  if (!isAtLeast(teamRoles, role, access.team)) throw commonErrors.forbidden();
  return { ...user, team: { id: teamId, role } };
}

function part<Name extends keyof Guards>(guards: Guards, name: Name): NonNullable<Guards[Name]> {
  const guard = guards[name];
  if (guard === undefined) throw new Error(`No module provides the guard ${name}.`);
  return guard;
}
