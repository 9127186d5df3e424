import type { Id } from '../ids/index.ts';
import type { Access, AdministratorRole, TeamRole } from './access.ts';

/** What is known of a user, as read from the database in this request. */
interface Account {
  kind: 'user';
  userId: Id<'user'>;
  email: string;
  emailVerified: boolean;
  fullName: string | null;
  createdAt: Date;
}

/** A signed-in person. */
export interface SessionCaller extends Account {
  sessionId: Id<'session'>;
  /** What the request carried: it decides whether cross-site request forgery is possible. */
  credential: 'bearer' | 'cookie';
}

/** What an API key may do: `read` calls routes of safe methods (RFC 9110, section 9.2.1), `write` all. */
export const apiKeyScopes = ['read', 'write'] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

/** A program that a person gave an API key to. */
export interface ApiKeyCaller extends Account {
  apiKeyId: Id<'qk'>;
  scopes: readonly ApiKeyScope[];
  credential: 'api_key';
}

/** A user: in person, or by a program that acts for them. */
export type UserCaller = SessionCaller | ApiKeyCaller;

/** A user who is a member of the team that the request names. */
export type TeamCaller = UserCaller & {
  team: { id: Id<'team'>; role: TeamRole };
};

export interface OperatorCaller {
  kind: 'operator';
  operatorId: string;
}

export interface AdministratorCaller {
  kind: 'administrator';
  administratorId: Id<'admin'>;
  role: AdministratorRole;
}

/** The caller that a handler of a route with this access receives. */
export type CallerOf<A extends Access> = A extends 'public'
  ? undefined
  : A extends 'user'
    ? UserCaller
    : A extends 'session'
      ? SessionCaller
      : A extends { team: TeamRole }
        ? TeamCaller
        : A extends 'operator'
          ? OperatorCaller
          : AdministratorCaller;

/** Where a request came from: for the audit log, the list of devices and the rate limits. */
export interface RequestOrigin {
  requestId: string;
  /** The client's address, by the configured number of trusted proxies. */
  address: string;
  userAgent: string | undefined;
}

/** The credentials of a request, as a framework's face reads them. */
export interface Credentials {
  /** The `Authorization` header. */
  authorization: string | undefined;
  /** The cookies by name. */
  cookies: Readonly<Record<string, string | undefined>>;
  /** True when a program on this machine calls by itself: no proxy or tunnel stands between. */
  isLocal?: boolean;
}

/**
 * What the guards of a service call; a module's face fills in its own part. A route whose access needs
 * a part that nobody filled in stops the service from starting.
 */
export interface Guards {
  /** @throws `unauthenticated` or `invalid_token` */
  authenticate?: (credentials: Credentials) => Promise<UserCaller>;
  /** The role of a user in a team, or nothing when they are not a member or the team does not exist. */
  roleInTeam?: (userId: Id<'user'>, teamId: Id<'team'>) => Promise<TeamRole | undefined>;
  /** @throws `entitlement_required` when the plan of the caller, or of the caller's team, has no such feature */
  requireEntitlement?: (caller: UserCaller | TeamCaller, feature: string) => Promise<void>;
  /** @throws `not_found` when the feature flag is off for the caller's team */
  requireFeature?: (caller: TeamCaller, flagKey: string) => Promise<void>;
  /** @throws `unauthenticated` */
  authenticateOperator?: (credentials: Credentials) => Promise<OperatorCaller>;
  /** @throws `unauthenticated` */
  authenticateAdministrator?: (credentials: Credentials) => Promise<AdministratorCaller>;
}
