/** Added to the base port; tests look for bases in steps of 20, so nothing but PostgreSQL lies beyond. */
export const HIGHEST_PORT_OFFSET = 19;

/** Where the Stripe simulator listens: 8012 by default. */
export const SIMULATOR_PORT_OFFSET = 12;

/** Where the embedded PostgreSQL listens: 8432 by default. */
export const DATABASE_PORT_OFFSET = 432;
