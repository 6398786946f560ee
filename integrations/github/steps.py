"""Runs a composite action's steps, and a GitLab job's script, with bash in a folder of their own: for `try`."""

import os
import re
import subprocess
import sys

import yaml

ROOT, FOLDER = sys.argv[1:]
QUIET = {"GATE": "0", "SAID": "quiet enough to judge"}
NOISY = {"GATE": "3", "SAID": "too noisy to judge: other tasks used 63 % of the CPU's time (limit 10 %)"}


def load(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return yaml.safe_load(file)


def bash(script, env, work):
    options = ["--noprofile", "--norc", "-eo", "pipefail", "-c"]
    done = subprocess.run(["bash", *options, script], env={"PATH": os.environ["PATH"], **env}, cwd=work,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


class Action:
    """A composite action and what its expressions mean."""

    def __init__(self, action, work, machine, **inputs):
        self.action, self.work, self.machine = action, work, machine
        self.inputs = {name: str(given.get("default", "")) for name, given in action["inputs"].items()} | inputs
        self.outputs = {}

    def value(self, path):
        kind, *names = path.split(".")
        return self.inputs[names[0]] if kind == "inputs" else self.outputs.get((names[0], names[2]), "")

    def text(self, text):
        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: self.value(found[1]), str(text))

    def run(self):
        """The status of the first step that fails, or 0, what was printed, and the summary."""
        said, files = "", {name: os.path.join(self.work, name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for step in self.action["runs"]["steps"]:
            assert step["shell"] == "bash" and "${{" not in step["run"], "an input is part of a script's text"
            if condition := step.get("if"):
                path, word = re.fullmatch(r"([\w.-]+) == '(\w+)'", condition).groups()
                if self.value(path) != word:
                    continue
            open(files["GITHUB_OUTPUT"], "w", encoding="utf-8").close()
            env = {name: self.text(value) for name, value in step.get("env", {}).items()}
            status, printed = bash(step["run"], env | files | self.machine, self.work)
            said += printed
            for line in open(files["GITHUB_OUTPUT"], encoding="utf-8"):
                name, _, value = line.strip().partition("=")
                self.outputs[step["id"], name] = value
            if status:
                return status, said, self.read(files)
        return 0, said, self.read(files)

    @staticmethod
    def read(files):
        path = files["GITHUB_STEP_SUMMARY"]
        return open(path, encoding="utf-8").read() if os.path.exists(path) else ""


def work_folder(name):
    path = os.path.join(FOLDER, name)
    os.makedirs(path)
    return path


def github():
    action = load("github/action.yml")
    assert action["runs"]["using"] == "composite"
    assert all(given.get("description") for given in action["inputs"].values())
    program = os.path.join(FOLDER, "toll")

    status, said, summary = Action(action, work_folder("noisy"), NOISY, program=program).run()
    assert status == 0 and "::warning title=toll::CPU 1 is too noisy to judge" in said and not summary, said
    status, said, _ = Action(action, work_folder("strict"), NOISY, program=program, noisy="fail").run()
    assert status == 1, said

    quiet = Action(action, work_folder("quiet"), QUIET, program=program, probes="syscall.null 'a b'")
    status, said, summary = quiet.run()
    assert status == 0 and "| syscall.null.raw |" in summary, (said, summary)
    assert os.path.getsize(os.path.join(quiet.work, "toll-base/base.json")) and quiet.outputs["measure", "result"]
    # The same result is its own base.
    assert Action(action, quiet.work, QUIET, program=program).run()[0] == 0
    slower = Action(action, quiet.work, QUIET, program=program, base=os.path.join(FOLDER, "half/01.json"))
    status, said, summary = slower.run()
    assert status == 2 and "syscall.null.raw is" in said and "slower" in summary, (status, said)
    print("action.yml: noisy warns or fails, quiet makes a base, the same passes, twice the cost fails")

    workflow = load("github/workflow.yml")
    steps = workflow["jobs"]["toll"]["steps"]
    assert any(step.get("uses") == "./vendor/toll" for step in steps)
    assert workflow["permissions"] == {"contents": "read", "pull-requests": "write"}


def gitlab():
    template = load("gitlab/toll.gitlab-ci.yml")[".toll"]
    base = os.path.join(FOLDER, "half/01.json")

    def job(name, machine, planted=False, branch="topic"):
        work = work_folder("gitlab-" + name)
        if planted:
            os.makedirs(os.path.join(work, "toll-base"))
            subprocess.run(["cp", base, os.path.join(work, "toll-base/base.json")], check=True)
        env = {key: str(value) for key, value in template["variables"].items()} | {"TOLL": os.path.join(FOLDER, "toll")}
        env |= machine | {"CI_COMMIT_BRANCH": branch, "CI_DEFAULT_BRANCH": "main", "TOLL_TOKEN": ""}
        return work, *bash("\n".join(template["script"]), env, work)

    assert job("noisy", NOISY)[1] == 3 == template["allow_failure"]["exit_codes"]
    work, status, said = job("first", QUIET, branch="main")
    assert status == 0 and "| syscall.null.raw |" in said, said
    assert os.path.exists(os.path.join(work, "toll-base/base.json"))
    work, status, said = job("slower", QUIET, planted=True)
    assert status == 2 and "syscall.null.raw is" in said, (status, said)
    print("toll.gitlab-ci.yml: noisy warns, the main branch makes a base, twice the cost fails")


github()
gitlab()
