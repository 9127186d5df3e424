export { startSmtpServer } from './start-smtp-server.ts';
