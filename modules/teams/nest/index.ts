export { TeamsModule } from './teams.module.ts';
