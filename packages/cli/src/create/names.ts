/** What a module is called in each place, such as `blog-posts`, and one of the things that it keeps. */
export interface Names {
  /** `blog-posts`: folder, package, path of the routes. */
  kebab: string;
  /** `blog_posts`: table, migration. */
  snake: string;
  /** `blogPosts` */
  camel: string;
  /** `BlogPosts` */
  pascal: string;
  /** `BLOG_POSTS` */
  constant: string;
  /** `blog posts`, for people. */
  words: string;
}

export function namesOf(kebab: string): Names {
  const words = kebab.split('-');
  const pascal = words.map(capitalised).join('');
  return {
    kebab,
    snake: words.join('_'),
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    constant: words.join('_').toUpperCase(),
    words: words.join(' '),
  };
}

/**
 * One of the things that a module is named after: `blog-post` for `blog-posts`. Where the name is no plural that
 * can be told by its end, an entry of it.
 */
export function singularOf(kebab: string): string {
  if (/[^aeiou]ies$/.test(kebab)) return kebab.replace(/ies$/, 'y');
  if (/(ss|sh|ch|x|z)es$/.test(kebab)) return kebab.replace(/es$/, '');
  if (/[^su]s$/.test(kebab)) return kebab.replace(/s$/, '');
  return `${kebab}-entry`;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A title for people: `Blog posts` for `blog-posts`. */
export function titleOf(kebab: string): string {
  return capitalised(kebab.replaceAll('-', ' '));
}
