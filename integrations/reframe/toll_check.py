"""toll as a ReFrame check: one job a node, a performance variable a probe.

Set variables on the command line: -S TollCheck.budget=1m, -S TollCheck.probes=switch.pipe,syscall.null
"""

import json
import os
import shlex

import reframe as rfm
import reframe.utility.sanity as sn
from reframe.core.builtins import performance_function, run_after, run_before, sanity_function, variable
from reframe.utility.typecheck import List


@rfm.simple_test
class TollCheck(rfm.RunOnlyRegressionTest):
    """Measures with toll, and holds each row against its gate and, where there is one, an earlier result."""

    descr = "What system calls and task switches cost on a node"
    valid_systems = ["*"]
    valid_prog_environs = ["*"]
    num_tasks = 1
    # Another job on the node would be in the figures.
    exclusive_access = True
    # A node that hangs costs its own row.
    time_limit = "10m"

    program = variable(str, value="toll")
    probes = variable(List[str], value=[
        "syscall.null.raw", "switch.pipe.process", "switch.pipe.thread", "switch.futex.thread", "fiber.asm",
        "create.vfork"])
    budget = variable(str, value="20s")
    # A result of toll; without one, ReFrame reports figures and judges none.
    reference_result = variable(str, value="")
    # How much above the reference a row may lie, as a share.
    tolerance = variable(float, value=0.1)
    # A folder that all nodes see, which collects the results; empty for none.
    results = variable(str, value="")

    @run_after("setup")
    def what_to_run(self):
        # Of several daemons on one host each has its own name; the file's name is what a comparison calls the node.
        node = "${SLURMD_NODENAME:-$(uname -n)}"
        self.executable = self.program
        self.executable_opts = ["run", *map(shlex.quote, self.probes), "--budget", self.budget, "-o", f"{node}.json"]
        self.postrun_cmds = ['echo "toll ended with $?"', f"{self.program} show --json {node}.json > figures.json"]
        self.keep_files = ["*.json"]
        if self.results:
            self.postrun_cmds.append(f"cp {node}.json {shlex.quote(self.results)}/")

    def figures(self):
        """The rows that the node gave: none where it died, hung, or answered with something else."""
        try:
            with open(os.path.join(self.stagedir, "figures.json"), encoding="utf-8") as file:
                return json.load(file)["probes"]
        except (OSError, ValueError):
            return []

    @sanity_function
    def every_gate_holds(self):
        wrong = [f"{row['name']} {row['status']}: {row['reason']}" for row in self.figures()
                 if row["status"] not in ("measured", "skipped")]
        measured = sum(row["status"] == "measured" for row in self.figures())
        return sn.all([
            sn.assert_found(r"^toll ended with 0$", self.stdout, "toll did not end with status 0"),
            sn.assert_true(measured, "no row was measured"),
            sn.assert_false(wrong, "; ".join(wrong)),
        ])

    @run_before("performance")
    def a_variable_a_row(self):
        rows = [row for row in self.figures() if row["status"] == "measured"]
        self.perf_variables = {
            row["name"]: sn.make_performance_function(sn.defer(row["cost"]["median"]), row["unit"]) for row in rows}
        if not self.reference_result:
            return
        with open(self.reference_result, encoding="utf-8") as file:
            earlier = {row["name"]: row for row in json.load(file)["figures"] if row["status"] == "measured"}
        self.reference = {"*": {
            row["name"]: (earlier[row["name"]]["cost"]["median"], None, self.tolerance, row["unit"])
            for row in rows if row["name"] in earlier}}
