
run_bench() {
    BIND_SWITCH=
    if [ "$TOLL_BINDING" != "" ]; then
        BIND_SWITCH=--bind-$TOLL_BINDING
    fi

    $SHELLPACK_INCLUDE/shellpack-bench-toll $BIND_SWITCH \
        --program    $TOLL_PROGRAM \
        --probes    $TOLL_PROBES \
        --budget    $TOLL_BUDGET \
        --iterations    $TOLL_ITERATIONS
    return $?
}
