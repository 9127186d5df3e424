export { complaintAbout } from './complaint.ts';
export { bodyFields, exampleBody, examplePath, type PathParams } from './example.ts';
export { type HostileRequest, hostileRequests } from './hostile-requests.ts';
