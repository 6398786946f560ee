# A Slurm of four nodes on this machine (as root), for scripts that source this: `folder` holds all of it and is gone
# afterwards, `reframe` is the program, which comes from PyPI where it is missing. A Slurm that runs here already is not
# touched. `toll` and `here` are set before.
stop() { echo "${0##*/}: $*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || stop "a Slurm that starts jobs has to be started by root"

PATH=$PATH:/usr/sbin
Scripts/deps munge munged
for daemon in slurmctld slurmd; do Scripts/deps $daemon $daemon; done
Scripts/deps slurm-client squeue
# Short, since the paths of sockets are.
folder=$(mktemp -d /tmp/fleet-XXXXXX)
chmod 755 "$folder"
# ReFrame reads the check from this folder, and is to leave nothing in it.
export TMPDIR=$folder PYTHONDONTWRITEBYTECODE=1
processes=()
clean() {
    # Newest first: the nodes before their controller, and what proves identities last.
    for ((index = ${#processes[@]} - 1; index >= 0; index--)); do kill "${processes[$index]}" 2> /dev/null || true; done
    wait
    rm -rf "$folder"
}
trap clean EXIT
reframe=$(command -v reframe) || {
    python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" -q install reframe-hpc
    reframe=$folder/venv/bin/reframe
}

# START NAME COMMAND…: a daemon in the foreground, its output in NAME.log.
start() {
    local name=$1
    shift
    "$@" > "$folder/$name.log" 2>&1 &
    processes+=($!)
}
head -c 1024 /dev/urandom > "$folder/munge.key"
chmod 400 "$folder/munge.key"
start munged munged --foreground --force --key-file="$folder/munge.key" --socket="$folder/munge" \
    --pid-file="$folder/munged.pid" --log-file="$folder/munged.own.log" --seed-file="$folder/munged.seed"

host=$(uname -n)
cat > "$folder/slurm.conf" << END
ClusterName=fleet
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=17000
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SlurmdParameters=config_overrides
ReturnToService=2
# A node that is gone is noticed soon, and what ran there is not run again.
SlurmdTimeout=10
JobRequeue=0
KillWait=2
SchedulerParameters=batch_sched_delay=0
NodeName=n[1-4] NodeHostname=$host NodeAddr=127.0.0.1 Port=[17001-17004] CPUs=$(nproc) State=UNKNOWN
PartitionName=nodes Nodes=n[1-4] Default=YES MaxTime=60 State=UP
END
export SLURM_CONF=$folder/slurm.conf
mkdir "$folder/state" "$folder/results"
while [ ! -S "$folder/munge" ]; do sleep 0.1; done
start slurmctld slurmctld -D
for node in n1 n2 n3 n4; do
    mkdir "$folder/spool.$node"
    start $node slurmd -D -N $node
done
for try in $(seq 100); do
    [ "$(sinfo -h -t idle -o %D 2> /dev/null)" != 4 ] || break
    [ $try -lt 100 ] || { tail "$folder"/*.log; stop "the four nodes did not come up"; }
    sleep 0.3
done
sinfo

