"""The filter of system calls that a container gets: that of Debian's container tools, as runtimes take it."""
import json
import pathlib

PROFILE = pathlib.Path("/usr/share/containers/seccomp.json")
LANDLOCK = {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}
ARCHITECTURES = {"amd64": "SCMP_ARCH_X86_64", "arm64": "SCMP_ARCH_AARCH64"}


def applies(rule, architecture):
    """Of a container without capabilities."""
    wanted, unwanted = rule.get("includes") or {}, rule.get("excludes") or {}
    here = architecture in wanted.get("arches", [architecture]) and architecture not in unwanted.get("arches", [])
    return here and not wanted.get("caps")


def profile(architecture, without=frozenset()):
    """For an OCI configuration; `without`: calls that it does not know, as an older one."""
    text = json.loads(PROFILE.read_text())
    rules = []
    for rule in text["syscalls"]:
        names = [name for name in rule["names"] if name not in without]
        if names and applies(rule, architecture):
            rules.append({key: rule[key] for key in ("action", "args", "errnoRet") if rule.get(key) is not None} | {"names": names})
    return {
        "defaultAction": text["defaultAction"],
        "defaultErrnoRet": text["defaultErrnoRet"],
        "architectures": [ARCHITECTURES[architecture]],
        "syscalls": rules,
    }
