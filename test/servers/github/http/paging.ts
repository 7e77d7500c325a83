import { type Answer, type Call, ok } from "./call.ts";

/** A query parameter as a whole number within bounds, or what GitHub takes when it is absent or odd. */
function wholeNumber(call: Call, name: string, fallback: number): number {
  const value = Number(call.query.get(name) ?? fallback);
  return Number.isSafeInteger(value) && value > 0 ? value : fallback;
}

/** The page that was asked for, and the `Link` header to the others. At most 100 items, 30 by default. */
export function pageOf<Item>(
  call: Call,
  items: readonly Item[],
): { readonly items: readonly Item[]; readonly headers: Readonly<Record<string, string>> } {
  const perPage = Math.min(wholeNumber(call, "per_page", 30), 100);
  const page = wholeNumber(call, "page", 1);
  const last = Math.max(Math.ceil(items.length / perPage), 1);
  const link = (to: number, rel: string): string => {
    const url = new URL(`http://link${call.request.url ?? "/"}`);
    url.searchParams.set("page", String(to));
    return `<${call.world.origins.api}${url.pathname}${url.search}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, "prev")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
    ...(page > 1 ? [link(1, "first")] : []),
  ];
  return {
    items: items.slice((page - 1) * perPage, page * perPage),
    headers: links.length === 0 ? {} : { link: links.join(", ") },
  };
}

/** Answers a page of a list, each item shaped only when it is on that page. */
export async function listPage<Item>(
  call: Call,
  items: readonly Item[],
  shape: (item: Item) => unknown,
): Promise<Answer> {
  const page = pageOf(call, items);
  return ok(await Promise.all(page.items.map(shape)), page.headers);
}
