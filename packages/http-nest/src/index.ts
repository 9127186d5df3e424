import 'reflect-metadata';

export { ContractController } from './contract-controller.ts';
export { createNestServer } from './create-nest-server.ts';
export { HttpModule, SERVER } from './http.module.ts';
export { Input } from './input.ts';
export { Route } from './route.ts';
