import type { Gate } from "./gate.ts";

const LABEL = "not withdrawn";

export const withdrawn: Gate = {
  name: "withdrawn",
  title: "The version is not archived, rejected or yanked",
  why: "Somebody withdrew the version for a reason. It should not serve again.",
  hint: "Promote another version. If the withdrawal was wrong, remove its status file with a pull request of its own.",
  lines: [],
  onRollback: "kept",
  judge({ withdrawal, promotion }) {
    if (!withdrawal.known) return { label: LABEL, verdict: "unknown", reason: withdrawal.reason };
    if (withdrawal.value === null) return { label: LABEL, verdict: "passed", reason: "no status file names it" };
    const { status, reason } = withdrawal.value;
    const words = `${promotion.model} ${promotion.version} is ${status}: ${reason}`;
    switch (status) {
      case "deprecated":
        return { label: LABEL, verdict: "passed", reason: `deprecated: ${reason}`, warning: words };
      case "archived":
      case "rejected":
      case "yanked":
        return { label: LABEL, verdict: "failed", reason: words };
    }
  },
};
