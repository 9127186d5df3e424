export { createSealer, type Sealer } from './seal.ts';
export { hashToken, newToken, sameBytes } from './token.ts';
