"""What the level "restricted" of Kubernetes' Pod Security Standards forbids, of what our pods use."""

VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}


def faults_of(pod):
    """Names of the controls of the standard that a pod's spec violates."""
    faults = {f"{key}" for key in ("hostNetwork", "hostPID", "hostIPC") if pod.get(key)}
    for volume in pod.get("volumes", []):
        faults.update(set(volume) - {"name"} - VOLUMES)
    whole = pod.get("securityContext", {})
    for container in pod["containers"] + pod.get("initContainers", []):
        faults |= faults_of_container(container, whole)
    return faults


def faults_of_container(container, whole):
    own = container.get("securityContext", {})
    setting = lambda key: own.get(key, whole.get(key))
    capabilities = own.get("capabilities", {})
    wrong = {
        "hostPort": any(port.get("hostPort") for port in container.get("ports", [])),
        "privileged": own.get("privileged"),
        "allowPrivilegeEscalation": own.get("allowPrivilegeEscalation") is not False,
        "capabilities": "ALL" not in capabilities.get("drop", []) or set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"},
        "runAsNonRoot": setting("runAsNonRoot") is not True,
        "runAsUser": setting("runAsUser") == 0,
        "seccompProfile": (setting("seccompProfile") or {}).get("type") not in ("RuntimeDefault", "Localhost"),
        "procMount": own.get("procMount", "Default") != "Default",
    }
    return {control for control, violated in wrong.items() if violated}
