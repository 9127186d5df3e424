export const SERVICE = 'api';
