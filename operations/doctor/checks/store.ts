import { type Check, advice, ok, problem, unknown } from "../check.ts";

export const store: Check = {
  name: "store",
  examine({ store: observed }) {
    switch (observed.state) {
      case "unconfigured":
        return [unknown("registry.yaml names no artifact store that can be read")];
      case "unseen":
        return [unknown(observed.reason)];
      case "unreachable":
        return [problem(`The artifact store ${observed.name} cannot be reached: ${observed.message}`, observed.hint)];
      case "reachable":
        if (observed.writable === undefined)
          return [unknown(`${observed.name} can be read; whether this token may write there only a write would tell`)];
        if (observed.writable) return [ok(`${observed.name} can be read and written`)];
        return [
          advice(
            `${observed.name} can be read from here and not written: draft would fail`,
            "To draft from here, use a token with the permission contents: write (releases), or one whose user may write to the folder.",
          ),
        ];
    }
  },
};
