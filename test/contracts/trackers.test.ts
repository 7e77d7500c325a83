import { trackerContract } from "./tracker-contract.ts";
import { trackInDvc } from "./trackers/dvc.ts";
import { trackInDatabase, trackInFolder, trackOnServer } from "./trackers/mlflow.ts";
import { trackInFiles } from "./trackers/plain.ts";

trackerContract("plain files", trackInFiles);
trackerContract("a DVC pipeline", trackInDvc);
trackerContract("MLflow's folder", trackInFolder);
trackerContract("MLflow's database", trackInDatabase);
trackerContract("MLflow's server", trackOnServer);
