import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../../../core/errors.ts";
import { readEnvironment } from "./environment.ts";

const fixtures = "test/fixtures/trackers";

test("requirements.txt: what pip would install, without what only this machine knows", async () => {
  expect(await readEnvironment({ path: `${fixtures}/pip/requirements.txt` })).toMatchInlineSnapshot(`
    {
      "environment": {
        "requirements": [
          "churn-data @ git+https://github.com/acme/churn-data@9fceb02d0ae598e95dc970b74767f19372d61af8",
          "git+ssh://git@github.com/acme/features.git@9fceb02d0ae598e95dc970b74767f19372d61af8#egg=features",
          "matplotlib==3.9.0",
          "numpy==1.26.4",
          "pandas>=2.1",
          "pywin32==306 ; sys_platform == "win32"",
          "scikit-learn==1.5.0",
          "scipy==1.13.*",
          "xgboost==2.0.3",
        ],
      },
      "notes": [
        "test/fixtures/trackers/conda/requirements.txt is outside of the folder that is read, so it is not recorded.",
        "Options of test/fixtures/trackers/pip/requirements.txt are not recorded: -c, --index-url, --pre.",
        "test/fixtures/trackers/pip/requirements.txt names folders of one machine, which are not recorded: ., ./wheels/local-1.0-py3-none-any.whl, local @ file:///home/alice/local.",
        "A name or password in an address of test/fixtures/trackers/pip/requirements.txt is not recorded.",
        "Not pinned to one version in test/fixtures/trackers/pip/requirements.txt: pandas>=2.1, scipy==1.13.*. A lock file or pip freeze would say which ran.",
      ],
    }
  `);
});

describe("pyproject.toml with a lock beside it", () => {
  test("uv.lock: the same packages as `uv export --no-dev`", async () => {
    const found = await readEnvironment({ path: `${fixtures}/uv/pyproject.toml` });
    expect(found).toEqual({
      environment: {
        python: "3.12.4",
        requirements: [
          "certifi==2026.10.18",
          "charset-normalizer==3.5.2",
          "click==8.1.8",
          "colorama==0.4.6 ; sys_platform == 'win32'",
          "idna==3.20",
          "numpy==2.0.2 ; python_full_version < '3.10'",
          "numpy==2.2.6 ; python_full_version == '3.10.*'",
          "numpy==2.4.6 ; python_full_version == '3.11.*'",
          "numpy==2.5.5 ; python_full_version >= '3.12'",
          "pysocks==1.7.1",
          "requests==2.32.5 ; python_full_version < '3.10'",
          "requests==2.34.2 ; python_full_version >= '3.10'",
          "tzdata==2026.6 ; sys_platform == 'win32'",
          "tzlocal==5.3.1 ; python_full_version < '3.10'",
          "tzlocal==5.4.5 ; python_full_version >= '3.10'",
          "urllib3==2.6.3 ; python_full_version < '3.10'",
          "urllib3==2.8.0 ; python_full_version >= '3.10'",
        ],
      },
      notes: [],
    });
    expect(await readEnvironment({ path: `${fixtures}/uv/uv.lock` })).toEqual(found);
  });

  test("poetry.lock of Poetry 2, which names the groups", async () => {
    expect(await readEnvironment({ path: `${fixtures}/poetry-2/pyproject.toml` })).toEqual({
      environment: {
        requirements: [
          "certifi==2025.1.31",
          "churn-data @ git+https://github.com/acme/churn-data@9fceb02d0ae598e95dc970b74767f19372d61af8",
          `colorama==0.4.6 ; platform_system == "Windows"`,
          "requests==2.32.3",
        ],
      },
      notes: [`${fixtures}/poetry-2/poetry.lock names folders of one machine, which are not recorded: churn-plots.`],
    });
  });

  test("poetry.lock of Poetry 1, which has to be followed from the declared names", async () => {
    expect(await readEnvironment({ path: `${fixtures}/poetry-1/poetry.lock` })).toEqual({
      environment: {
        requirements: [
          "certifi==2024.7.4",
          "pysocks==1.7.1",
          "requests==2.32.3",
          `win-inet-pton==1.1.0 ; sys_platform == "win32"`,
        ],
      },
      notes: [],
    });
  });
});

describe("conda and MLflow", () => {
  test("environment.yml", async () => {
    expect(await readEnvironment({ path: `${fixtures}/conda/environment.yml` })).toMatchInlineSnapshot(`
      {
        "environment": {
          "python": "3.11.7",
          "requirements": [
            "lightgbm==4.3.*",
            "mlflow==2.22.1",
            "numpy==1.26.4",
            "pandas>=2.1",
            "scikit-learn==1.5.0",
            "scipy==1.13.*",
          ],
        },
        "notes": [
          "test/fixtures/trackers/pip/base.txt is outside of the folder that is read, so it is not recorded.",
          "Not pinned to one version in test/fixtures/trackers/conda/environment.yml: pandas>=2.1, lightgbm==4.3.*, scipy==1.13.*. A lock file or pip freeze would say which ran.",
          "Installed by conda, named as pip would: numpy, scikit-learn, pandas, lightgbm, scipy.",
        ],
      }
    `);
  });

  test("nothing outside the file's folder is read", async () => {
    const { environment, notes } = await readEnvironment({ path: `${fixtures}/conda/environment.yml` });
    expect(environment?.requirements).not.toContain("matplotlib==3.9.0");
    expect(notes).toContain(`${fixtures}/pip/base.txt is outside of the folder that is read, so it is not recorded.`);
  });

  test.for(["conda.yaml", "python_env.yaml"])("MLflow's %s", async (name) => {
    expect(await readEnvironment({ path: `${fixtures}/conda/${name}` })).toEqual({
      environment: { python: "3.11.7", requirements: ["mlflow==3.11.1", "scikit-learn==1.9.1"] },
      notes: [],
    });
  });
});

test("package-lock.json: what is installed without the development packages", async () => {
  const found = await readEnvironment({ path: `${fixtures}/npm/package.json` });
  expect(found).toEqual({
    environment: {
      runtime: "node >=20",
      requirements: ["@acme/tar@6.0.0", "@acme/tar@7.4.3", "onnxruntime-node@1.20.1", "real-name@1.0.0"],
    },
    notes: [],
  });
  expect(await readEnvironment({ path: `${fixtures}/npm/package-lock.json` })).toEqual(found);
});

describe("in a folder of its own", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "environment-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("pyproject.toml without a lock says what is not pinned", async () => {
    const path = join(folder, "pyproject.toml");
    await writeFile(path, `[project]\nname = "x"\ndependencies = ["numpy==1.26.4", "pandas>=2"]\n`);
    expect(await readEnvironment({ path })).toEqual({
      environment: { requirements: ["numpy==1.26.4", "pandas>=2"] },
      notes: [`Not pinned to one version in ${path}: pandas>=2. A lock file or pip freeze would say which ran.`],
    });
    await writeFile(path, `[tool.poetry.dependencies]\npython = "^3.9"\nnumpy = "^1.26"\n`);
    const { environment, notes } = await readEnvironment({ path });
    expect(environment).toBeUndefined();
    expect(notes[0]).toContain("run poetry lock");
  });

  test("a file that lists nothing is no environment", async () => {
    const path = join(folder, "requirements-empty.txt");
    await writeFile(path, "# nothing yet\n");
    expect(await readEnvironment({ path })).toEqual({ notes: [`${path} names no package and no version of Python.`] });
  });

  test("locks with extras that exclude each other, and packages in a folder of a repository or of an archive", async () => {
    const path = join(folder, "pyproject.toml");
    const commit = "44970626419a30a807781cfcd195efc5d3cf90c8";
    await writeFile(path, `[project]\nname = "training"\n`);
    await writeFile(
      join(folder, "uv.lock"),
      `version = 1
[[package]]
name = "features"
version = "1.2.0"
source = { git = "https://github.com/acme/mono?subdirectory=libs%2Ffeatures&rev=v1.2.0#${commit}" }
dependencies = [
    { name = "six", version = "1.16.0", marker = "extra == 'extra-8-training-cpu'" },
    { name = "six", version = "1.17.0", marker = "extra != 'extra-8-training-cpu' or extra == 'extra-8-training-gpu'" },
]
[[package]]
name = "helpers"
version = "0.3.0"
source = { url = "https://example.com/helpers-0.3.0.tar.gz", subdirectory = "python" }
[[package]]
name = "same"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "same"
version = "1.0"
source = { url = "https://example.com/same-1.0.tar.gz" }
[[package]]
name = "six"
version = "1.16.0"
[[package]]
name = "six"
version = "1.17.0"
[[package]]
name = "training"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "features" },
    { name = "helpers" },
    { name = "same", source = { url = "https://example.com/same-1.0.tar.gz" }, marker = "sys_platform == 'linux'" },
    { name = "same", source = { registry = "https://pypi.org/simple" }, marker = "sys_platform != 'linux'" },
]
`,
    );
    expect((await readEnvironment({ path })).environment?.requirements).toEqual([
      `features @ git+https://github.com/acme/mono@${commit}#subdirectory=libs/features`,
      "helpers @ https://example.com/helpers-0.3.0.tar.gz#subdirectory=python",
      "same @ https://example.com/same-1.0.tar.gz ; sys_platform == 'linux'",
      "same==1.0 ; sys_platform != 'linux'",
      "six==1.17.0",
    ]);
    await rm(join(folder, "uv.lock"));
    await writeFile(
      join(folder, "poetry.lock"),
      `[[package]]
name = "features"
version = "1.2.0"
optional = false
groups = ["main"]
[package.source]
type = "git"
url = "https://github.com/acme/mono"
reference = "v1.2.0"
resolved_reference = "${commit}"
subdirectory = "libs/features"
[[package]]
name = "six"
version = "1.16.0"
optional = false
groups = ["main"]
markers = "extra == 'cpu'"
[[package]]
name = "six"
version = "1.17.0"
optional = false
groups = ["main"]
markers = "python_version < '4' and extra != 'cpu'"
`,
    );
    expect((await readEnvironment({ path })).environment?.requirements).toEqual([
      `features @ git+https://github.com/acme/mono@${commit}#subdirectory=libs/features`,
      "six==1.17.0 ; python_version < '4'",
    ]);
    await rm(join(folder, "poetry.lock"));
  });

  test.for(["requirements-merged.txt", "conda-merged.yaml", "pyproject.toml"])(
    "a merge that was not settled in %s is refused",
    async (name) => {
      const path = join(folder, name);
      await writeFile(path, "a==1\n<<<<<<< HEAD\nb==1\n=======\nb==2\n>>>>>>> topic\n");
      const error = await readEnvironment({ path }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "file-conflict", line: 2 });
      await rm(path);
    },
  );

  test.for([
    ["notes.md", "hello", "environment-unknown"],
    ["params.yaml", "lr: 0.1\n", "environment-unknown"],
    ["requirements-cut.txt", "-r missing.txt\n", "file-missing"],
    ["uv.lock", "[[package]\n", "file-missing"],
  ] as const)("%s is refused", async ([name, content, code]) => {
    const path = join(folder, name);
    await writeFile(path, content);
    await rm(join(folder, "pyproject.toml"), { force: true });
    const error = await readEnvironment({ path }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code });
  });
});
