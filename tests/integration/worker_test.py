"""Collectors in workers: whatever happens to a worker costs its own collector, and nothing else."""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

import tap
from processes import wait_until
from weir import PLUGINS, TEST_PLUGINS, WEIR, Case, Running, claim, command

GOOD = "  - {plugin: foobar}\n"
UP = 'weir_collector_up{{collector="{}"}}'.format
RESTARTS = 'weir_collector_restarts_total{{collector="{}",reason="{}"}}'.format
THREAD_SANITIZED = "libtsan" in subprocess.check_output(["ldd", WEIR], text=True)


def fatal(at, how, after=0, **keys):
    """The lines of one collector, bad, that ends that way in that call."""
    more = "".join(f", {key}: {value}" for key, value in keys.items())
    config = f"{{at: {at}, how: {how}, after: {after}}}"
    return f"  - {{plugin: {TEST_PLUGINS}/fatal.so, name: bad, config: {config}{more}}}\n"


def stat_of(pid):
    """(name, state, parent) of a process, or None."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        text = pathlib.Path(f"/proc/{pid}/stat").read_text(errors="replace")
        state, parent = text[text.rindex(")") + 2 :].split()[:2]
        return text[text.index("(") + 1 : text.rindex(")")], state, int(parent)
    return None


def children_of(parent):
    """[(name, pid)] of a process' children, also of those that have ended and are not reaped."""
    pids = [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]
    found = {pid: stat for pid in pids if (stat := stat_of(pid))}
    return sorted((name, pid) for pid, (name, _, of) in found.items() if of == parent)


class Workers(Case):
    def workers(self, weir):
        return dict(children_of(weir.server.process.pid))

    def kill_worker(self, weir, name):
        os.kill(self.workers(weir)[name], signal.SIGKILL)

    def wait_for_up(self, weir, name, value=1):
        wait_until(f"{name} up", lambda: weir.samples()[UP(name)] == value, 20)


class Life(Workers):
    def test_each_collector_has_one_with_its_name(self):
        with Running(GOOD + claim("one", name="one_thing", type="gauge", help="", label="a", value=1)) as weir:
            weir.wait_ready()
            self.assertEqual(set(self.workers(weir)), {"foobar", "one"})
            samples = weir.samples()
            self.assertIn(
                'weir_collector_info{collector="one",isolation="process",plugin="claim",version="1.0.0"}', samples
            )

    def test_what_its_process_costs_is_on_the_page(self):
        with Running(GOOD) as weir:
            weir.wait_ready()
            weir.samples()
            samples = weir.samples()
            of = '{collector="foobar"}'
            self.assertGreater(samples["weir_collector_worker_resident_memory_bytes" + of], 500_000)
            self.assertGreater(samples["weir_collector_worker_cpu_seconds_total" + of], 0)
            self.assertGreaterEqual(samples["weir_collector_worker_open_fds" + of], 5)
            self.assertEqual(samples["weir_collector_stuck" + of], 0)

    def test_in_process_there_is_none(self):
        with Running("  - {plugin: foobar, isolation: in_process}\n") as weir:
            weir.wait_ready()
            self.assertEqual(self.workers(weir), {})
            samples = weir.samples()
            self.assertFalse([name for name in samples if name.startswith("weir_collector_worker_")])
            self.assertTrue([name for name in samples if 'isolation="in_process"' in name])

    def test_it_is_the_first_to_go_when_memory_is_short(self):
        with Running(GOOD) as weir:
            weir.wait_ready()
            score = lambda pid: int(pathlib.Path(f"/proc/{pid}/oom_score_adj").read_text())
            self.assertGreater(score(self.workers(weir)["foobar"]), score(weir.server.process.pid))

    def test_it_ends_with_the_host(self):
        with Running(GOOD + fatal("collect", "spin", timeout="60s")) as weir:
            wait_until("the worker", lambda: "bad" in self.workers(weir))
            workers = set(self.workers(weir).values())
            weir.server.process.kill()
            weir.server.process.wait()
            gone = lambda: all((stat_of(pid) or ("", "Z", 0))[1] == "Z" for pid in workers)
            wait_until("the workers' end", gone, 10)

    def test_the_host_alone_says_when_it_ends(self):
        with Running(GOOD) as weir:
            weir.wait_ready()
            worker = self.workers(weir)["foobar"]
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
                os.kill(worker, number)
            self.assertEqual(weir.samples()["foo_metric"], 1)
            self.assertEqual(self.workers(weir)["foobar"], worker)
            self.assertEqual(weir.server.stop(5), 0)

    def test_a_stop_leaves_nothing(self):
        with Running(GOOD) as weir:
            weir.wait_ready()
            workers = set(self.workers(weir).values())
            self.assertEqual(weir.server.stop(5), 0)
            self.assertFalse([pid for pid in workers if stat_of(pid)])

    def test_it_links_nothing_of_what_the_host_links(self):
        worker = pathlib.Path(WEIR).parent.parent / "libexec/weir/weir-worker"
        names = set(re.findall(r"^\t(\S+?)\.so", subprocess.check_output(["ldd", worker], text=True), re.M))
        names = {name.rsplit("/", 1)[-1] for name in names}
        allowed = {"linux-vdso", "libc", "libm", "libstdc++", "libgcc_s", "libseccomp", "ld-linux-x86-64"}
        sanitizers = {"libasan", "libubsan", "libtsan"}
        self.assertEqual(names - allowed - sanitizers, set())

    def test_it_does_not_run_by_hand(self):
        worker = pathlib.Path(WEIR).parent.parent / "libexec/weir/weir-worker"
        done = subprocess.run([worker], text=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=10)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("started by weir", done.stderr)


class Deaths(Workers):
    """One line in the log for each: the signal, the call, the place in the plugin."""

    def check(self, collectors, line, reason, name="bad"):
        with Running(GOOD + collectors) as weir:
            weir.wait_ready()
            samples = weir.samples()
            self.assertEqual((samples[UP(name)], samples[UP("foobar")], samples["foo_metric"]), (0, 1, 1))
            wait_until("a restart", lambda: weir.samples()[RESTARTS(name, reason)] > 0)
            lines = [text for text in weir.log().splitlines() if "its worker" in text]
            self.assertEqual(len(lines), 1, lines)
            self.assertRegex(lines[0], line)
            self.assertIn(f"collector={name}", lines[0])
            return lines[0]

    def function_at(self, library, line):
        """The name of the function that the place in a log line belongs to."""
        offset = int(re.search(rf"{library}\+0x([0-9a-f]+)", line).group(1), 16)
        for row in subprocess.check_output(["nm", "-S", f"{TEST_PLUGINS}/{library}"], text=True).splitlines():
            fields = row.split()
            if len(fields) == 4 and int(fields[0], 16) <= offset < int(fields[0], 16) + int(fields[1], 16):
                return fields[3]
        return None

    def test_a_constructor_that_crashes(self):
        text = f"  - {{plugin: {TEST_PLUGINS}/stillborn.so}}\n"
        line = self.check(text, "died of SIGSEGV while it loaded the plugin at stillborn.so", "signal", "stillborn")
        self.assertEqual(self.function_at("stillborn.so", line), "wound")

    def test_a_create_that_crashes(self):
        line = self.check(fatal("create", "segv"), "died of SIGSEGV in create at fatal.so", "signal")
        self.assertEqual(self.function_at("fatal.so", line), "wound")

    @unittest.skipIf(THREAD_SANITIZED, "what the sanitizer leaves on the stack is taken for a call")
    def test_a_describe_that_aborts(self):
        line = self.check(fatal("describe", "abort"), "died of SIGABRT in describe below fatal.so", "signal")
        self.assertIn(self.function_at("fatal.so", line), ("act", "act.cold", "describe"))

    def test_a_collect_that_crashes_in_a_library(self):
        line = self.check(fatal("collect", "segv_in_libc"), "died of SIGSEGV in collect below fatal.so", "signal")
        # A guess: what the innermost one has left on the stack, or one of those around it.
        self.assertIn(self.function_at("fatal.so", line), ("wound_below", "act", "act.cold", "collect"))

    def test_a_stack_without_end(self):
        line = self.check(fatal("collect", "overflow"), "died of SIGSEGV in collect at fatal.so", "signal")
        self.assertEqual(self.function_at("fatal.so", line), "deeper")

    def test_a_trap(self):
        self.check(fatal("collect", "trap"), "died of SIGILL in collect at fatal.so", "signal")

    def test_an_exit(self):
        self.check(fatal("collect", "exit"), "exited with status 3 in collect", "exit")

    def test_a_silent_exit(self):
        self.check(fatal("create", "_exit"), "exited with status 0 ", "exit")

    def test_all_descriptors_closed(self):
        self.check(fatal("collect", "close_all"), "exited with status 1 |closed its socket", "exit")

    def test_a_destroy_that_crashes_at_the_end(self):
        with Running(GOOD + fatal("destroy", "segv")) as weir:
            weir.wait_ready()
            self.assertEqual(weir.server.stop(5), 0)
            self.assertIn("died of SIGSEGV in destroy at fatal.so", weir.log())

    def test_a_plugin_that_cannot_be_loaded_is_not_tried_again(self):
        with tempfile.TemporaryDirectory(dir=pathlib.Path.home()) as folder:
            source = pathlib.Path(folder, "missing.c")
            source.write_text(
                '#include "weir/plugin.h"\nvoid nowhere(void);\n'
                "WEIR_EXPORT const weir_plugin* weir_plugin_entry_v1(uint32_t index) "
                "{ (void)index; nowhere(); return 0; }\n"
            )
            include = pathlib.Path(__file__).resolve().parents[2] / "sdk/include"
            subprocess.run(["cc", "-shared", "-fPIC", f"-I{include}", "-o", f"{folder}/missing.so", source], check=True)
            with Running(GOOD + f"  - {{plugin: {folder}/missing.so}}\n") as weir:
                weir.wait_ready()
                self.assertIn("needs the symbol nowhere", weir.log())
                self.assertEqual(weir.samples()[RESTARTS("missing", "start")], 0)


class Overruns(Workers):
    def check(self, how):
        with Running(GOOD + fatal("collect", how, after=1, timeout="300ms")) as weir:
            weir.wait_ready()
            self.assertEqual(weir.samples()[UP("bad")], 0)
            before = self.workers(weir).get("bad")
            wait_until("a restart", lambda: weir.samples()[RESTARTS("bad", "deadline")] > 0)
            wait_until("another worker", lambda: self.workers(weir).get("bad") not in (None, before))
            self.assertIn("fatal_calls 1\n", weir.ask()[1])

    def test_one_that_hangs_is_ended_and_started_again(self):
        self.check("hang")

    def test_one_that_spins_is_ended_and_started_again(self):
        self.check("spin")

    def test_one_that_has_stopped_itself_is_ended_and_started_again(self):
        self.check("stop")


class Restarts(Workers):
    def test_a_killed_worker_is_replaced_without_a_scrape_and_its_values_stay(self):
        with Running(claim("one", name="one_thing", type="gauge", help="", label="a", value=7)) as weir:
            weir.wait_ready()
            before = self.workers(weir)["one"]
            self.kill_worker(weir, "one")
            wait_until("word of it", lambda: "died of SIGKILL between two calls" in weir.log())
            self.assertEqual(weir.samples()['one_thing{id="a"}'], 7)
            wait_until("another worker", lambda: self.workers(weir).get("one") not in (None, before), 5)
            self.wait_for_up(weir, "one")
            samples = weir.samples()
            self.assertEqual(samples['one_thing{id="a"}'], 7)
            self.assertEqual(samples[RESTARTS("one", "signal")], 1)

    def test_fifty_kills_lose_no_scrape(self):
        names = [f"c{i}" for i in range(5)]
        text = "".join(
            claim(name, name=f"{name}_thing", type="gauge", help="", label="a", value=1) for name in names
        )
        with Running(GOOD + text) as weir:
            weir.wait_ready()
            for i in range(50):
                name = names[i % 5]
                if name in self.workers(weir):
                    self.kill_worker(weir, name)
                samples = weir.samples()
                self.assertEqual(samples["foo_metric"], 1)
                for each in names:
                    self.assertEqual(samples[f'{each}_thing{{id="a"}}'], 1, f"{each} is missing after kill {i}")
            for name in names:
                self.wait_for_up(weir, name)
            zombies = [name for name, pid in self.workers(weir).items() if stat_of(pid)[1] == "Z"]
            self.assertEqual(zombies, [])
            fds = len(os.listdir(f"/proc/{weir.server.process.pid}/fd"))
            self.assertLess(fds, 100)


NAMESPACE = ["unshare", "--pid", "--fork", "--kill-child"]


@unittest.skipIf(subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode, "no pid namespace to be had")
class ProcessOne(Workers):
    """As the first process of a container, the host is the parent of every orphan."""

    def test_it_reaps_them_all(self):
        text = GOOD + fatal("collect", "orphan", sandbox="{level: 'off'}")
        with Running(text, prefix=NAMESPACE) as weir:
            weir.wait_ready()
            ((_, host),) = children_of(weir.server.process.pid)
            for _ in range(5):
                self.assertEqual(weir.samples()[UP("bad")], 1)
            wait_until("no orphans", lambda: [name for name, _ in children_of(host)] == ["bad", "foobar"], 10)
            for _, pid in children_of(host):
                os.kill(pid, signal.SIGKILL)
            wait_until("restarts", lambda: weir.samples()[RESTARTS("bad", "signal")] == 1)
            self.wait_for_up(weir, "bad")


class Upgrades(Workers):
    """A plugin is copied when the host starts; what becomes of its file then is nobody's business."""

    def test_copying_over_a_running_plugin_harms_nobody(self):
        with tempfile.TemporaryDirectory(dir=pathlib.Path.home()) as folder:
            plugin = pathlib.Path(folder) / "mine.so"
            shutil.copyfile(f"{TEST_PLUGINS}/claim.so", plugin)
            text = f"  - {{plugin: {plugin}, config: {{name: one_thing, label: a, value: 7}}}}\n"
            with Running(text) as weir:
                weir.wait_ready()
                inode = plugin.stat().st_ino
                shutil.copyfile(f"{TEST_PLUGINS}/trouble.so", plugin)
                self.assertEqual(plugin.stat().st_ino, inode)
                self.assertEqual(weir.samples()['one_thing{id="a"}'], 7)
                os.truncate(plugin, 0)
                self.kill_worker(weir, "mine")
                wait_until("a restart", lambda: weir.samples()[RESTARTS("mine", "signal")] > 0)
                self.wait_for_up(weir, "mine")
                self.assertEqual(weir.samples()['one_thing{id="a"}'], 7)


class Output(Workers):
    def check(self, how):
        with Running(GOOD + fatal("collect", how)) as weir:
            weir.wait_ready()
            self.assertEqual(weir.samples()[UP("bad")], 1)
            self.assertRegex(weir.log(), r'level=info msg="line 0 of a flood that nobody asked for" collector=bad')
            self.assertLess(weir.log().count("of a flood"), 50)
            self.assertEqual(weir.samples()["foo_metric"], 1)

    def test_a_flood_on_standard_output(self):
        self.check("flood_stdout")

    def test_a_flood_on_standard_error(self):
        self.check("flood_stderr")


class SamePage(Case):
    """Where a plugin runs cannot be seen on the page."""

    def once(self, collectors, isolation, *flags):
        text = f"plugin_directory: {PLUGINS}\ndefaults: {{isolation: {isolation}}}\ncollectors:\n{collectors}"
        done = command("once", "--config.file", "e.yaml", *flags, files={"e.yaml": text})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def check(self, collectors, least_lines):
        for flags in [(), ("--openmetrics",)]:
            page = self.once(collectors, "process", *flags)
            self.assertGreater(page.count("\n"), least_lines)
            self.assertEqual(page, self.once(collectors, "in_process", *flags))

    def test_of_foobar(self):
        self.check(GOOD, 5)

    def test_of_every_type(self):
        self.check(f"  - {{plugin: {TEST_PLUGINS}/types.so, labels: {{site: fra1}}}}\n", 600)

    def test_of_several_collectors(self):
        text = "".join(
            claim(f"c{i}", name="x_thing", type="gauge", help="One.", label=f"l{i}", value=i) for i in range(4)
        )
        self.check(GOOD + text, 8)

    def test_of_what_a_plugin_may_not_show(self):
        self.check(f"  - {{plugin: {TEST_PLUGINS}/trouble.so, config: {{mode: bad_names_ignored}}}}\n", 1)


if __name__ == "__main__":
    raise SystemExit(tap.main())
