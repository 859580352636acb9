"""What Kubernetes makes of a pod's spec, as far as ours go: volumes, and containers one after another."""
import contextlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "container"))
from container import Container
from manifests import one, pod_of
from volumes import ConfigMap, Volume


class Pod(contextlib.ExitStack):
    """Its volumes; init containers run when it is made, and the container too."""

    def __init__(self, image, documents, extra=()):
        """extra: mounts for init containers, for what their own image would have."""
        super().__init__()
        self.image, self.spec = image, pod_of(documents)
        try:
            self.volumes = {volume["name"]: self._volume(volume, documents) for volume in self.spec["volumes"]}
            for container in self.spec.get("initContainers", []):
                started = self._start(container, extra, command=container["command"])
                if started.status():
                    raise RuntimeError(started.server.log_text())
            (container,) = self.spec["containers"]
            self.container = self._start(container, (), *container["args"])
        except BaseException:
            self.close()
            raise

    def _volume(self, volume, documents):
        """The path of one."""
        if "hostPath" in volume:
            return pathlib.Path(volume["hostPath"]["path"])
        folder = ConfigMap(one(documents, "ConfigMap")["data"]) if "configMap" in volume else Volume(open_to_all=True)
        return self.enter_context(folder).path

    def _mount(self, mount):
        options = ["rbind", "ro" if mount.get("readOnly") else "rw"]
        if mount.get("mountPropagation") == "HostToContainer":
            options.append("rslave")
        source = self.volumes[mount["name"]] / mount.get("subPath", "")
        return {"destination": mount["mountPath"], "type": "bind", "source": str(source), "options": options}

    def _start(self, container, extra, *arguments, command=None):
        security = self.spec["securityContext"]
        return self.enter_context(
            Container(
                self.image, *arguments, command=command,
                mounts=[*map(self._mount, container["volumeMounts"]), *extra],
                environment=[f"{variable['name']}={variable['value']}" for variable in container.get("env", [])],
                user=f"{security['runAsUser']}:{security['runAsGroup']}",
            )
        )
