/** The use cases of people's profiles. */
export const USERS = Symbol('quartet:users');
