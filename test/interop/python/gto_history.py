"""Plays a registry's life with GTO's own library, and notes after each event what GTO says is where: SEED, then the answer's file."""
import json
import os
import random
import subprocess
import sys

import gto.api
import gto.tag
from gto.exceptions import GTOException, TagExists

choose = random.Random(int(sys.argv[1]))
clock = 1_700_000_000
artifacts, stages = ["churn", "fraud-model"], ["dev", "staging", "prod"]
commits, versions, snapshots = [], {name: [] for name in artifacts}, []


def tag_at_clock(scm, name, rev, message, tagger=None, tagger_email=None):
    """GTO's own tag, made by git at the time of this life instead of now."""
    if scm.get_tag(name):
        raise TagExists(name=name)
    people = {"GIT_COMMITTER_NAME": tagger or "alice", "GIT_COMMITTER_EMAIL": tagger_email or "alice@example.com"}
    environment = {**os.environ, **people, "GIT_COMMITTER_DATE": f"{clock} +0000"}
    subprocess.run(["git", "tag", "--annotate", "--message", message, name, rev], check=True, env=environment)


gto.tag.create_tag = tag_at_clock


def commit():
    # Without artifacts.yaml: where that still lists an artifact, GTO takes each commit for a sign of its life.
    for name in artifacts:
        with open(f"{name}.txt", "w") as file:
            file.write(f"{name} {len(commits)}\n")
    date = {"GIT_AUTHOR_DATE": f"{clock} +0000", "GIT_COMMITTER_DATE": f"{clock} +0000"}
    subprocess.run(["git", "add", "."], check=True)
    subprocess.run(["git", "commit", "--quiet", "--message", "Train"], check=True, env={**os.environ, **date})
    commits.append(subprocess.check_output(["git", "rev-parse", "HEAD"], text=True).strip())


def play():
    name, what = choose.choice(artifacts), choose.random()
    version = choose.choice(versions[name]) if versions[name] else None
    stage = choose.choice(stages)
    if what < 0.2 or version is None:
        if choose.random() < 0.7:
            commit()
        found = gto.api.register(".", name, choose.choice(commits), version=f"v1.{len(versions[name])}.0", author="bob", author_email="bob@example.com")
        versions[name].append(found.version)
    elif what < 0.7:
        gto.api.assign(".", name, stage, version=version, simple=False, author="carol", author_email="carol@example.com")
    elif what < 0.85:
        gto.api.unassign(".", name, version=version, stage=stage, simple=False)
    elif what < 0.95:
        gto.api.deregister(".", name, version=version, simple=False)
    else:
        gto.api.deprecate(".", name, simple=False)


commit()
for _ in range(int(sys.argv[2])):
    clock += choose.randint(1, 100_000)
    try:
        play()
    except GTOException:
        continue
    shown = gto.api.show(".")
    snapshots.append({"seconds": clock, "stages": {name: shown[name]["stage"] if name in shown else {} for name in artifacts}})

with open(sys.argv[3], "w") as file:
    json.dump(snapshots, file)
