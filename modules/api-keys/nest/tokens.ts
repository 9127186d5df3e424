/** The use cases of API keys. */
export const API_KEYS = Symbol('quartet:api-keys');
