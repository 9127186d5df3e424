import { type Place, placeOf, type Target, workspaceOf } from './places.ts';

/** One import, with everything that the rules judge it by. */
interface Import {
  from: string;
  place: Place;
  isTest: boolean;
  target: Target;
}

/** Answers why an import is not allowed, or nothing. */
type Rule = (given: Import) => string | undefined;

/** Imports point one way: platform ← module cores ← module faces ← services. */
export const RULES: readonly Rule[] = [
  relativeImportsStayInTheirWorkspace,
  platformKnowsNoBusinessAndNoFramework,
  httpPackagesKnowNoBusiness,
  otherPackagesKnowNoFace,
  coresKnowNoFramework,
  coresKnowNoFace,
  facesKnowOneFramework,
  compiledFacesNameTheirCore,
  modulesMeetAtTheirDoors,
  modulesKnowNoTool,
  nothingImportsAService,
  testSupportIsForTests,
];

function relativeImportsStayInTheirWorkspace({ from, target }: Import) {
  if (target.kind !== 'file' || workspaceOf(target.path) === workspaceOf(from)) return undefined;
  return 'a relative import leaves its workspace: name the package instead';
}

function platformKnowsNoBusinessAndNoFramework({ place, target, isTest }: Import) {
  if (place.kind !== 'platform') return undefined;
  if (isFramework(target)) return 'the platform knows no framework';
  const kind = placeOfTarget(target)?.kind;
  if (kind === undefined || kind === 'platform' || (isTest && isTestSupport(target))) return undefined;
  return 'the platform knows nothing of the workspaces above it';
}

function httpPackagesKnowNoBusiness({ place, target }: Import) {
  if (place.kind !== 'http') return undefined;
  const kind = placeOfTarget(target)?.kind;
  return kind === 'core' || kind === 'face' ? 'an HTTP package knows no module' : undefined;
}

/** Commands, test support and simulators use cores; the faces are for the services to put together. */
function otherPackagesKnowNoFace({ place, target }: Import) {
  if (place.kind !== 'package' || placeOfTarget(target)?.kind !== 'face') return undefined;
  return 'a package knows no face of a module: services put faces together';
}

function coresKnowNoFramework({ place, target }: Import) {
  return place.kind === 'core' && isFramework(target) ? "a module's core knows no framework" : undefined;
}

function coresKnowNoFace({ place, target }: Import) {
  if (place.kind !== 'core' || placeOfTarget(target)?.kind !== 'face') return undefined;
  return "a module's core knows no face, not even its own";
}

function facesKnowOneFramework({ place, target }: Import) {
  if (place.kind !== 'face') return undefined;
  const other = placeOfTarget(target);
  if (other?.kind !== 'face' || other.framework === place.framework) return undefined;
  return `the ${place.framework} face knows no ${other.framework} face`;
}

/** By a relative path, the compiled face would load a compiled core beside the one that everybody else has. */
function compiledFacesNameTheirCore({ place, target }: Import) {
  if (place.kind !== 'face' || place.framework !== 'nest' || target.kind !== 'file') return undefined;
  if (placeOf(target.path).kind === 'face') return undefined;
  return 'a nest face is compiled into another folder: name its package instead';
}

function modulesMeetAtTheirDoors({ place, target }: Import) {
  if (target.kind !== 'workspace' || !target.folder.startsWith('modules/')) return undefined;
  const doors =
    place.kind === 'core' ? ['.', './contract'] : ['.', './contract', './gateway', './fastify', './nest'];
  if (doors.includes(target.door)) return undefined;
  return `a module is reached by its doors alone (${doors.join(', ')})`;
}

function modulesKnowNoTool({ place, target, isTest }: Import) {
  if (isTest || isTestSupport(target) || (place.kind !== 'core' && place.kind !== 'face')) return undefined;
  return placeOfTarget(target)?.kind === 'package'
    ? 'a module knows no tool, such as the command line'
    : undefined;
}

function nothingImportsAService({ place, from, target, isTest }: Import) {
  const service = placeOfTarget(target);
  if (service?.kind !== 'service') return undefined;
  if (place.kind === 'service' && place.name === service.name) return undefined;
  if (isTest || workspaceOf(from) === 'packages/testing') return undefined;
  return 'a service is imported by nobody: it is a process';
}

function testSupportIsForTests({ target, isTest, from }: Import) {
  if (!isTestSupport(target) || isTest || workspaceOf(from) === 'packages/testing') return undefined;
  return '@quartet/testing is for tests';
}

function placeOfTarget(target: Target): Place | undefined {
  if (target.kind === 'file') return placeOf(target.path);
  if (target.kind === 'workspace') return placeOf(`${target.folder}/${target.door}`.replace('/./', '/'));
  return undefined;
}

function isTestSupport(target: Target): boolean {
  return target.kind === 'workspace' && target.folder === 'packages/testing';
}

function isFramework(target: Target): boolean {
  if (placeOfTarget(target)?.kind === 'http') return true;
  if (target.kind !== 'npm') return false;
  return /^(fastify|@fastify|@nestjs|express|hono)($|[/-])/.test(target.name);
}
