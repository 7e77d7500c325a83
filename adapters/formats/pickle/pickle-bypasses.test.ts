// Ways past scanners of pickles that were published: whatever the file is called, it is a pickle, and what it imports is named.
import { describe, expect, test } from "vitest";
import { verdictOn } from "../../../test/support/file-verdict.ts";

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const command = "cposix\nsystem\n(S'id'\ntR.";

describe("pickles that scanners read otherwise than Python", () => {
  test.each<[advisory: string, pickle: string, told: readonly string[]]>([
    [
      "modelscan #85: names laid down as attributes of a function",
      "\x80\x05cnumpy\nprod\nN(Va\nVos\nd\x86bN(Vb\nVsystem\nd\x86b0cnumpy\nprod.a\np0\ncnumpy\nprod.b\np1\n00g0\ng1\n\x93Vid\n\x85R.",
      ["(computed).(computed)", "numpy.prod", "numpy.prod.a", "numpy.prod.b"],
    ],
    [
      "modelscan #330: the builtins of an allowed module",
      "\x80\x04\x8c\x05numpy\x8c\x04size\x93\x94\x94\x8c\x05numpy\x8c\x0c__builtins__\x93\x94\x94h\x01}}\x8c\x05shapeh\x03s\x86bh\x01h\x01\x8c\x04eval\x86R\x8c\x011\x85R.",
      ["numpy.__builtins__", "numpy.size"],
    ],
    ["fickling GHSA-mxhj-88fx-4pcv: a call whose result is dropped", `(cos\nsystem\nS'id'\no0N.`, ["os.system"]],
    ["fickling GHSA-mhc9-48gj-9gp3: a call and then BUILD", "\x80\x04cftplib\nFTP\n(S'x'\ntR}b.", ["ftplib.FTP"]],
    [
      "fickling GHSA-5j3x-jp52-966f: dots behind an allowed module",
      "\x80\x04\x8c\x08datetime\x8c\x11sys.modules.clear\x93)R.",
      ["datetime.sys.modules.clear"],
    ],
    ["modelaudit: the resolver of names", "cpkgutil\nresolve_name\n(S'os:system'\ntR.", ["pkgutil.resolve_name"]],
    [
      "picklescan CVE-2025-10157, GHSA-f7qq-56ww-84cr: a module below a dangerous one",
      "casyncio.unix_events\n_UnixSubprocessTransport._start\n(tR.",
      ["asyncio.unix_events._UnixSubprocessTransport._start"],
    ],
    ["picklescan CVE-2025-1716: pip", "cpip\nmain\n((S'install'\nS'x'\nltR.", ["pip.main"]],
    [
      "picklescan GHSA-9gvj-pp9x-gcfr: a name in the memo, behind other texts",
      "\x80\x04\x8c\x05posix\x940\x8c\x06system\x940\x8c\x03foo0\x8c\x03bar0h\x00h\x01\x93\x8c\x02id\x85R.",
      ["posix.system"],
    ],
    [
      "a memo slot that is used twice",
      "\x80\x04\x8c\x03abcq\x000\x8c\x05posixq\x000h\x00\x8c\x06system\x93\x8c\x02id\x85R.",
      ["posix.system"],
    ],
    ["nullifAI: the call first, then a stream that breaks", `${command.slice(0, -1)}\xff\xff`, ["posix.system"]],
    ["a pickle in a pickle", "c_pickle\nloads\n(Cx\x80\x04.tR.".replace("Cx", "C\x03"), ["_pickle.loads"]],
    ["a pickle behind another", `\x80\x04N.\x80\x02${command}`, ["posix.system"]],
    [
      "a checkpoint whose magic number is computed",
      "\x80\x02c__builtin__\neval\n(S'1'\ntR.\x80\x02M\xe9\x03.",
      ["__builtin__.eval"],
    ],
    [
      "a checkpoint in letters and digits, of pickles without a mark",
      `L119547037146038801333356L\n.I1001\n.(dp0\n.${command}`,
      ["posix.system"],
    ],
  ])("%s", async (_, pickle, told) => {
    for (const path of ["model.pkl", "model.bin", "model.safetensors", "weights.pt", "model.txt"]) {
      const verdict = await verdictOn(path, latin1(pickle));
      expect(verdict).toMatchObject({ format: "pickle", told });
      expect(verdict.problems).toContain("no ordinary model needs that");
    }
  });

  test.each([
    "aiohttp.client ClientSession",
    "bdb Bdb.run",
    "builtins exec",
    "builtins __import__",
    "cProfile run",
    "cloudpickle.cloudpickle _make_function",
    "cloudpickle.cloudpickle subimport",
    "code InteractiveInterpreter.runcode",
    "ctypes CDLL",
    "distutils.file_util write_file",
    "doctest debug_script",
    "dill._dill _create_function",
    "ensurepip _run_pip",
    "functools partial",
    "idlelib.pyshell ModifiedInterpreter.runcode",
    "imaplib IMAP4_stream",
    "importlib import_module",
    "io FileIO",
    "joblib.memory Memory",
    "lib2to3.pgen2.grammar Grammar.loads",
    "logging FileHandler",
    "marshal loads",
    "mlflow.projects.backend.local _run_entry_point",
    "multiprocessing.util spawnv_passfds",
    "numpy load",
    "numpy.f2py.crackfortran getlincoef",
    "numpy.testing._private.utils runstring",
    "operator methodcaller",
    "pandas.io.parsers.readers read_csv",
    "pandas.io.pickle read_pickle",
    "profile Profile.runctx",
    "pty spawn",
    "pydoc pipepager",
    "runpy _run_code",
    "shutil rmtree",
    "sklearn.datasets fetch_openml",
    "sklearn.utils._testing TempMemmap",
    "socket create_connection",
    "ssl get_server_certificate",
    "sys modules",
    "test.support.script_helper assert_python_ok",
    "timeit timeit",
    "torch load",
    "torch._dynamo.guards GuardBuilder.get",
    "torch._inductor.codecache compile_file",
    "torch.fx.experimental.symbolic_shapes ShapeEnv.evaluate_guards_expression",
    "torch.hub load",
    "torch.jit.annotations parse_type_line",
    "torch.jit.unsupported_tensor_ops execWrapper",
    "torch.nn.modules F",
    "torch.storage _load_from_bytes",
    "torch.utils._config_module ConfigModule.load_config",
    "torch.utils.bottleneck.__main__ run_cprofile",
    "torch.utils.collect_env run",
    "torch.utils.data.datapipes.utils.decoder basichandlers",
    "trace Trace.run",
    "types CodeType",
    "urllib.request urlopen",
    "uuid _get_command_stdout",
    "venv create",
    "webbrowser open",
    "_aix_support _read_cmd_output",
    "_osx_support _find_build_tool",
    "_pyrepl.pager pipe_pager",
    "__torch__ System",
  ])("a function that lists of dangerous ones left out: %s", async (name) => {
    const [module = "", attribute = ""] = name.split(" ");
    const { format, told } = await verdictOn("model.pkl", latin1(`c${module}\n${attribute}\n(S'x'\ntR.`));
    expect({ format, told }).toEqual({ format: "pickle", told: [`${module}.${attribute}`] });
  });

  test("a text that is called a pickle, and breaks behind what it imports", async () => {
    const text = latin1("cbuiltins\nexec\n(X>\nprint()\n");
    expect(await verdictOn("model.pkl", text)).toMatchObject({
      format: "pickle",
      told: ["builtins.exec"],
      complete: false,
    });
    expect((await verdictOn("notes.txt", text)).format).toBe("text");
  });
});
