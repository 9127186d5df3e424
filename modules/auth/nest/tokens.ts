/** The use cases of sign-in by password. */
export const AUTH = Symbol('quartet:auth');
/** The use cases of sign-in by a provider. */
export const OAUTH = Symbol('quartet:oauth');
/** The cookie that holds a browser's session. */
export const SESSION_COOKIE = Symbol('quartet:session-cookie');
