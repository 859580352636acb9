"""The manifests of packaging/kubernetes, as kustomize renders them."""
import json
import pathlib
import subprocess

SOURCE = pathlib.Path(__file__).resolve().parents[2]
OVERLAYS = SOURCE / "packaging/kubernetes/overlays"


def render(kubectl, name):
    """YAML of one overlay."""
    done = subprocess.run([kubectl, "kustomize", OVERLAYS / name], text=True, capture_output=True)
    if done.returncode or done.stderr:
        raise RuntimeError(f"{name}: {done.returncode}\n{done.stderr}")
    return done.stdout


def judge(folder, text):
    """(documents, faults) of manifests in YAML; folder: where judge.js has its packages."""
    command = ["node", pathlib.Path(folder) / "judge.js"]
    done = subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE, check=True)
    answer = json.loads(done.stdout)
    return answer["documents"], answer["faults"]


def one(documents, kind):
    (found,) = [document for document in documents if document["kind"] == kind]
    return found


def pod_of(documents):
    """The spec of the pods."""
    return one(documents, "DaemonSet")["spec"]["template"]["spec"]
