"""A ReFrame configuration for this machine and, where Slurm runs, for the nodes of its partition `nodes`.

The backend `squeue` needs no accounting database; where there is one, `slurm` says more.
"""

site_configuration = {
    "systems": [{
        "name": "fleet",
        "descr": "This machine, and the nodes of its Slurm",
        "hostnames": [".*"],
        "modules_system": "nomod",
        "partitions": [
            {"name": "here", "scheduler": "local", "launcher": "local", "environs": ["builtin"]},
            {"name": "nodes", "scheduler": "squeue", "launcher": "local", "environs": ["builtin"], "max_jobs": 100,
             "access": ["--partition=nodes"]},
        ],
    }],
}
