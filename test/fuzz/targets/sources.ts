import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { withParts } from "../../../operations/draft/read-sources.ts";
import type { Target } from "../target.ts";

/** Files that people hand to `draft`, by the option that they come with. */
const FILES: Readonly<Record<string, string>> = {
  "metrics.json": '{"auc": 0.91, "val": {"loss": [0.1, 0.2], "n": 12}, "name": "x"}',
  "metrics.yaml": "auc: 0.91\nval:\n  loss: 0.1\n",
  "metrics.toml": "auc = 0.91\n[val]\nloss = 1e-3\nday = 2026-06-30\n",
  "metrics.csv": "epoch,auc,loss\n1,0.8,0.5\n2,0.9,0.4\n",
  "parameters.json": '{"C": 1.0, "layers": [1, 2], "solver": "lbfgs", "deep": {"a": null}}',
  "parameters.yaml": "C: 1.0\nlayers: [1, 2]\nwhen: 2026-06-30\n",
  "signature.json":
    '{"inputs": [{"name": "age", "type": "long"}], "outputs": [{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}]}',
  "signature.yaml":
    "inputs:\n- {name: age, type: long, optional: true}\noutputs:\n- {dtype: float32, shape: [-1, 3]}\n",
  "environment/requirements.txt":
    "numpy==1.26.4\nscikit-learn[alldeps]>=1.5,<2 ; python_version >= '3.9' # why\n-r other.txt\n--hash=sha256:aa\n",
  "environment/pyproject.toml": '[project]\nname = "x"\nrequires-python = ">=3.11"\ndependencies = ["numpy>=1"]\n',
  "environment/conda.yaml":
    "name: x\nchannels: [conda-forge]\ndependencies:\n- python=3.11.7\n- pip:\n  - numpy==1.26.4\n",
  "environment/package-lock.json":
    '{"lockfileVersion": 3, "packages": {"": {"name": "x"}, "node_modules/yaml": {"version": "2.9.1"}}}',
};

/** Plain files as the sources of a draft. */
export const sourcesTarget: Target = {
  name: "sources",
  seeds: async () => new Map(Object.entries(FILES).map(([name, text]) => [name, Buffer.from(text)])),
  words: [
    "-e git+https://x@y#egg=z",
    "; python_version < '3'",
    "[tool.poetry]\n",
    "1979-05-27T07:32:00Z",
    "inf",
    '"""',
    "dtype: ",
  ],
  async run({ seed, bytes }, folder) {
    const path = join(folder, seed);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    const nothing = { notes: [] };
    await withParts(
      {
        typed: nothing,
        ciFacts: nothing,
        artifacts: [],
        ...(seed.startsWith("metrics") && { metricsFile: path }),
        ...(seed.startsWith("parameters") && { parametersFile: path }),
        ...(seed.startsWith("signature") && { signatureFile: path }),
        ...(seed.startsWith("environment") && { environmentFile: path }),
      },
      async (parts) => JSON.stringify(parts),
    );
  },
};
