/** The inbox of events. */
export const WEBHOOKS = Symbol('quartet:webhooks');

/** Decides who may do all but deliver. */
export const AUTHENTICATE_OPERATOR = Symbol('quartet:webhooks:authenticate-operator');
