import { HeaderProblem } from "../bytes/header-problem.ts";

const MAX_IMPORTS = 1000;

/** A name that a pickle imports. Importing a module already runs it; calling is what loading does next. */
export interface PickleImport {
  readonly module: string;
  readonly name: string;
  /** The pickle calls it, or makes an instance of it. */
  readonly called: boolean;
  /** It is on the list of names that ordinary models need. All others are suspicious until a person has looked. */
  readonly expected: boolean;
}

/** Names that rebuild plain objects, arrays and tensors, and that take no code, file or command. */
const expectedNames: Readonly<Record<string, string>> = {
  builtins:
    "bool bytearray bytes complex dict float frozenset int list long object range set slice str tuple unicode xrange",
  _codecs: "encode",
  collections: "Counter OrderedDict defaultdict deque",
  copyreg: "_reconstructor",
  datetime: "date datetime time timedelta timezone",
  decimal: "Decimal",
  fractions: "Fraction",
  uuid: "UUID",
  "joblib.numpy_pickle": "NumpyArrayWrapper",
  // The functions are those of scikit-learn's FunctionTransformer: they work on numbers alone.
  numpy:
    "bool_ dtype float16 float32 float64 int8 int16 int32 int64 matrix ndarray uint8 " +
    "absolute cbrt cos exp exp2 expm1 log log10 log1p log2 negative reciprocal sign sin sqrt square tan tanh",
  "numpy.core.multiarray": "_reconstruct scalar",
  "numpy.core.numeric": "_frombuffer",
  "numpy.matrixlib.defmatrix": "matrix",
  "numpy.ma": "MaskedArray",
  "numpy.ma.core": "MaskedArray _mareconstruct",
  "numpy._core.multiarray": "_reconstruct scalar",
  "numpy._core.numeric": "_frombuffer",
  "numpy.random._pickle": "__bit_generator_ctor __generator_ctor __randomstate_ctor",
  "numpy.random._mt19937": "MT19937",
  "numpy.random._pcg64": "PCG64",
  "numpy.random.bit_generator": "SeedSequence __pyx_unpickle_SeedSequence",
  "scipy.sparse._csr": "csr_array csr_matrix",
  "scipy.sparse._csc": "csc_array csc_matrix",
  "scipy.sparse._coo": "coo_array coo_matrix",
  "scipy.sparse.csr": "csr_matrix",
  "scipy.sparse.csc": "csc_matrix",
  "sklearn.metrics._dist_metrics": "newObj",
  "sklearn.neighbors._kd_tree": "newObj",
  "sklearn.neighbors._ball_tree": "newObj",
  torch:
    "BFloat16Storage BoolStorage ByteStorage CharStorage ComplexDoubleStorage ComplexFloatStorage DoubleStorage FloatStorage " +
    "HalfStorage IntStorage LongStorage QInt32Storage QInt8Storage QUInt8Storage ShortStorage Size " +
    "bfloat16 bool complex128 complex64 float16 float32 float64 float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz " +
    "int16 int32 int64 int8 per_channel_affine per_channel_symmetric per_tensor_affine per_tensor_symmetric qint32 qint8 " +
    "quint8 uint16 uint32 uint64 uint8",
  "torch.storage": "TypedStorage UntypedStorage",
  // As PyTorch lets them pass with weights_only=True (torch/_weights_only_unpickler.py).
  "torch._utils":
    "_rebuild_nested_tensor _rebuild_parameter _rebuild_parameter_with_state _rebuild_qtensor _rebuild_sparse_tensor " +
    "_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3",
  "torch.jit._pickle": "build_boollist build_doublelist build_intlist build_tensorlist restore_type_tag",
  "torch.nn.parameter": "Parameter",
  "torch.serialization": "_get_layout",
};

const sklearnRooms =
  "calibration|cluster|compose|covariance|cross_decomposition|decomposition|discriminant_analysis|dummy|ensemble" +
  "|feature_extraction|feature_selection|gaussian_process|impute|isotonic|kernel_ridge|linear_model|manifold|metrics|mixture" +
  "|model_selection|multiclass|multioutput|naive_bayes|neighbors|neural_network|pipeline|preprocessing|random_projection" +
  "|semi_supervised|svm|tree|_loss";

/** Classes of estimators have names like LogisticRegression; functions of these libraries are in lower case. */
const expectedClasses: readonly { readonly module: RegExp; readonly name: RegExp }[] = [
  { module: new RegExp(`^sklearn\\.(${sklearnRooms})(\\.(?!tests)[a-z0-9_]+)*$`), name: /^_?[A-Z][A-Za-z0-9]*$/ },
  // Of two letters and more: F is a whole module of functions.
  { module: /^torch\.nn\.modules(\.[a-z0-9_]+)+$/, name: /^[A-Z][A-Za-z0-9]+$/ },
  { module: /^xgboost\.(core|sklearn)$/, name: /^(Booster|XGB[A-Za-z]+)$/ },
  { module: /^lightgbm\.(basic|sklearn)$/, name: /^(Booster|LGBM[A-Za-z]+)$/ },
  { module: /^catboost\.core$/, name: /^CatBoost[A-Za-z]*$/ },
];

/** Python 3 reads the older protocols' names of these modules as the new ones. */
const renamedModules: Readonly<Record<string, string>> = { __builtin__: "builtins", copy_reg: "copyreg" };

/**
 * Whether ordinary models import this name. The list holds names, not modules: a module that rebuilds arrays may also
 * run commands.
 *
 * @example isExpectedImport("numpy", "ndarray") // true
 * @example isExpectedImport("numpy", "load") // false
 */
export function isExpectedImport(module: string, name: string): boolean {
  const known = Object.hasOwn(renamedModules, module) ? renamedModules[module] : module;
  if (known === undefined) return false;
  const names = Object.hasOwn(expectedNames, known) ? expectedNames[known] : undefined;
  if (names?.split(" ").includes(name) === true) return true;
  return expectedClasses.some((classes) => classes.module.test(known) && classes.name.test(name));
}

/** Python imports a module of any name that a file can have; random bytes and lines of text have blanks and controls. */
export const isModuleName = (text: string): boolean => /^[^\s\p{Cc}\u{fffd}]+$/u.test(text);

/** An imported name while a pickle is read. */
export class ImportedName {
  readonly module: string;
  readonly name: string;
  called = false;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }
}

/** The names that one file imports, each once. */
export class ImportedNames {
  readonly #names = new Map<string, ImportedName>();

  add(module: string, name: string): ImportedName {
    const key = `${module}\n${name}`;
    let imported = this.#names.get(key);
    if (imported === undefined) {
      if (this.#names.size >= MAX_IMPORTS)
        throw new HeaderProblem("It imports more names than modelyard lists.", "limit");
      imported = new ImportedName(module, name);
      this.#names.set(key, imported);
    }
    return imported;
  }

  addAll(others: ImportedNames): void {
    for (const { module, name, called } of others.#names.values()) this.add(module, name).called ||= called;
  }

  /** Suspicious names first, then by module and name. */
  list(isExpected = isExpectedImport): readonly PickleImport[] {
    return [...this.#names.values()]
      .map(({ module, name, called }) => ({ module, name, called, expected: isExpected(module, name) }))
      .sort(
        (a, b) => Number(a.expected) - Number(b.expected) || compare(a.module, b.module) || compare(a.name, b.name),
      );
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
