#pragma once
// libpfm4. The kernel's header comes first: libpfm4 then leaves its own copy of it out.
#include <linux/perf_event.h>
#include <perfmon/pfmlib.h>
#include <perfmon/pfmlib_perf_event.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct pfm_shim_event {
    uint32_t type;
    uint64_t config, config1, config2;
    bool exclude_user, exclude_kernel;
};

// Encodes an event's name for perf_event_open(2), user and kernel mode both unless the name says otherwise.
// PFM_OS_PERF_EVENT takes the PMU's own attributes; those of sampling, which counting would ignore, it refuses.
static inline int pfm_shim_encode(const char *name, struct pfm_shim_event *event) {
    struct perf_event_attr attr;
    pfm_perf_encode_arg_t argument;
    memset(&attr, 0, sizeof attr);
    attr.size = sizeof attr;
    memset(&argument, 0, sizeof argument);
    argument.size = sizeof argument;
    argument.attr = &attr;
    int result = pfm_get_os_event_encoding(name, PFM_PLM0 | PFM_PLM3, PFM_OS_PERF_EVENT, &argument);
    event->type = attr.type;
    event->config = attr.config;
    event->config1 = attr.config1;
    event->config2 = attr.config2;
    event->exclude_user = attr.exclude_user;
    event->exclude_kernel = attr.exclude_kernel;
    return result;
}

struct pfm_shim_pmu {
    const char *name, *description;
    int first_event, events, counters, fixed_counters;
    bool present, generic;
};

static inline int pfm_shim_pmu_info(int number, struct pfm_shim_pmu *pmu) {
    pfm_pmu_info_t info;
    memset(&info, 0, sizeof info);
    info.size = sizeof info;
    int result = pfm_get_pmu_info((pfm_pmu_t)number, &info);
    pmu->name = info.name;
    pmu->description = info.desc;
    pmu->first_event = info.first_event;
    pmu->events = info.nevents;
    pmu->counters = info.num_cntrs;
    pmu->fixed_counters = info.num_fixed_cntrs;
    pmu->present = info.is_present;
    pmu->generic = info.type == PFM_PMU_TYPE_OS_GENERIC;
    return result;
}

struct pfm_shim_text {
    const char *name, *description;
    int attributes;
    bool unit_mask;
};

static inline int pfm_shim_event_info(int event, struct pfm_shim_text *text) {
    pfm_event_info_t info;
    memset(&info, 0, sizeof info);
    info.size = sizeof info;
    int result = pfm_get_event_info(event, PFM_OS_PERF_EVENT, &info);
    text->name = info.name;
    text->description = info.desc;
    text->attributes = info.nattrs;
    text->unit_mask = false;
    return result;
}

static inline int pfm_shim_attribute_info(int event, int attribute, struct pfm_shim_text *text) {
    pfm_event_attr_info_t info;
    memset(&info, 0, sizeof info);
    info.size = sizeof info;
    int result = pfm_get_event_attr_info(event, attribute, PFM_OS_PERF_EVENT, &info);
    text->name = info.name;
    text->description = info.desc;
    text->attributes = 0;
    text->unit_mask = info.type == PFM_ATTR_UMASK;
    return result;
}

// One past the largest number of a PMU that the headers know.
enum { PFM_SHIM_PMUS = PFM_PMU_MAX };
