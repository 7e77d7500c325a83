const mostNamed = 20;

/** Names things in a note without letting a thousand of them fill the screen: `a, b, c and 4 more`. */
export function listed(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(", ")} and ${more} more` : names.join(", ");
}
