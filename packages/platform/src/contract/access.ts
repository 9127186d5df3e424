/** Roles in a team, from the least to the most powerful. */
export const teamRoles = ['viewer', 'member', 'admin', 'owner'] as const;
export type TeamRole = (typeof teamRoles)[number];

/** Roles of administrators of the product, from the least to the most powerful. */
export const administratorRoles = ['viewer', 'support', 'billing', 'owner'] as const;
export type AdministratorRole = (typeof administratorRoles)[number];

/**
 * Who may call a route: anyone, a signed-in user, a user who has a session and so is not represented by an API
 * key, a member of the team named by a path parameter with at least a role, a machine operator, or an
 * administrator with at least a role.
 */
export type Access =
  | 'public'
  | 'user'
  | 'session'
  | { readonly team: TeamRole; readonly param: string }
  | 'operator'
  | { readonly administrator: AdministratorRole };

/** True when `role` is at least as powerful as `least`; `roles` lists them from the least powerful. */
export function isAtLeast<Role extends string>(roles: readonly Role[], role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}
