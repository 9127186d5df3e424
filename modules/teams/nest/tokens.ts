/** The use cases of teams and invitations. */
export const TEAMS = Symbol('quartet:teams');
