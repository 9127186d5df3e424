/** Words that JavaScript or TypeScript in strict mode does not take as the name of a variable. */
const LANGUAGE = `
  arguments async await break case catch class const continue debugger default delete do else enum eval export
  extends false finally for function if implements import in instanceof interface let new null of package private
  protected public return static super switch this throw true try typeof undefined var void while with yield`;

/** Words that PostgreSQL 18 does not take as the name of a table (appendix C of its manual). */
const POSTGRESQL = `
  all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
  column concurrently constraint create cross current default deferrable desc distinct do else end except false
  fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join
  lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer
  overlaps placing primary references returning right select similar some symmetric system table tablesample then
  to trailing true union unique user using variadic verbose when where window with`;

/** Names that stand in the sources of every service, or that the folders of a workspace have. */
const QUARTET = `
  app base config contract core crypto database db declaration errors ids log main module modules oauth package
  packages platform product public quartet root rules runtime schema server service services source test testing
  transport workspace mailbox`;

export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  `${LANGUAGE} ${POSTGRESQL} ${QUARTET}`.split(/\s+/).filter((word) => word !== ''),
);
