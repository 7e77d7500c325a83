import type { User, World } from "../state.ts";

export interface NewUser {
  readonly login: string;
  readonly type?: User["type"];
}

/** The account of that login, made when nobody has it. Logins differ in more than case. */
export function userNamed(world: World, login: string, type: User["type"] = "User"): User {
  const known = world.users.get(login.toLowerCase());
  if (known !== undefined) return known;
  const user: User = { id: world.nextId(), login, type: login.endsWith("[bot]") ? "Bot" : type };
  world.users.set(login.toLowerCase(), user);
  return user;
}
