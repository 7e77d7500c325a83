import { compareText } from "../text/order.ts";

/** A thing that two versions have, or one of them: undefined on the side without it. */
export interface SideBySide<Value> {
  readonly change: "added" | "removed" | "changed";
  readonly now: Value | undefined;
  readonly proposed: Value | undefined;
}

/** How `now` and `proposed` differ, or undefined where they are the same. */
export function sideBySide<Value>(
  now: Value | undefined,
  proposed: Value | undefined,
  isSame: (a: Value, b: Value) => boolean = Object.is,
): SideBySide<Value> | undefined {
  if (now === undefined) return proposed === undefined ? undefined : { change: "added", now, proposed };
  if (proposed === undefined) return { change: "removed", now, proposed };
  return isSame(now, proposed) ? undefined : { change: "changed", now, proposed };
}

/** One of many such things, such as a parameter or a package. */
export interface NamedSides<Value> extends SideBySide<Value> {
  readonly name: string;
}

/** What differs between two maps, by name. */
export function compareByName<Value>(
  now: ReadonlyMap<string, Value>,
  proposed: ReadonlyMap<string, Value>,
  isSame: (a: Value, b: Value) => boolean = Object.is,
): readonly NamedSides<Value>[] {
  const names = [...new Set([...now.keys(), ...proposed.keys()])].sort(compareText);
  return names.flatMap((name) => {
    const sides = sideBySide(now.get(name), proposed.get(name), isSame);
    return sides === undefined ? [] : [{ name, ...sides }];
  });
}
