#include "record_fields.h"

#include <string.h>

#include "record.h"

#define SIZE(member) sizeof((struct record *)NULL)->member
#define LINE(group, name, kind, member, later)                            \
    {                                                                     \
        group, name, kind, offsetof(struct record, member), SIZE(member), \
            later                                                         \
    }
#define IN(group, name, kind, member) LINE(group, name, kind, member, false)
#define FIELD(kind, member) IN(NULL, #member, kind, member)
#define LATER_IN(group, kind, member) LINE(group, #member, kind, member, true)
#define LATER(kind, member) LINE(NULL, #member, kind, member, true)

const struct record_field record_fields[] = {
    FIELD(ORDINAL, round),
    FIELD(ORDINAL, block),
    FIELD(ORDINAL, order),
    FIELD(TEXT, scenario),
    FIELD(TEXT, point),
    FIELD(COUNT, connections),
    FIELD(COUNT, threads),
    FIELD(TEXT, backend),
    FIELD(FLAG, twin),
    LINE(NULL, "kind", TEXT, kind, true),
    FIELD(FLAG, ok),
    FIELD(REASON, reason),
    LINE(NULL, "fault", REASON, fault, true),
    FIELD(TEXT, uses),
    FIELD(NUMBER, at_ns),
    FIELD(LATER, probe_ns),
    FIELD(LATER, window_asked_ns),
    FIELD(NUMBER, window_ns),
    FIELD(NUMBER, requests),
    FIELD(NUMBER, body_bytes),
    FIELD(ERRORS, errors),
    FIELD(BINS, bins),
    FIELD(SERVICE, service),
    LATER(SERVICE, connect),
    LATER(SERVICE, ordered),
    LATER(SERVICE, response),
    LATER(SERVICE, lag),
    LATER(SERVICE, reaction),
    LATER_IN("load", NUMBER, rate),
    LATER_IN("load", NUMBER, due),
    LATER_IN("load", NUMBER, backlog),
    LATER_IN("load", NUMBER, scheduled),
    LATER_IN("load", NUMBER, not_begun),
    IN("client", "cpu_user_ns", NUMBER, client.cpu_user_ns),
    IN("client", "cpu_sys_ns", NUMBER, client.cpu_sys_ns),
    IN("client", "switches_voluntary", NUMBER, client.switches_voluntary),
    IN("client", "switches_forced", NUMBER, client.switches_forced),
    LINE("client", "calls", NUMBER, client_calls, true),
    LINE("client", "tasks_ns", NUMBER, client_tasks_ns, true),
    IN("server", "cpu_ns", NUMBER, server_cpu_ns),
    LINE("server", "wait_ns", NUMBER, server_wait_ns, true),
    IN("server", "connections", NUMBER, server_connections),
    IN("server", "requests", NUMBER, server_requests),
    IN("server", "body_bytes", NUMBER, server_body_bytes),
    IN("server", "switches_voluntary", NUMBER, server_switches_voluntary),
    IN("server", "switches_forced", NUMBER, server_switches_forced),
    LINE("server", "faults_stalled", NUMBER, server_faults[ORDERED_STALL],
         true),
    LINE("server", "faults_cut", NUMBER, server_faults[ORDERED_CUT], true),
    LINE("server", "faults_wrong", NUMBER, server_faults[ORDERED_WRONG], true),
    LINE("server", "hottest_ns", NUMBER, server_hottest_ns, true),
    LINE("platform", "watched_ns", NUMBER, platform.watched_ns, true),
    LINE("platform", "steal_ns", NUMBER, platform.steal_ns, true),
    LINE("platform", "throttled", NUMBER, platform.throttled, true),
    LINE("platform", "throttled_ns", NUMBER, platform.throttled_ns, true),
    LINE("platform", "others_cpu_ns", NUMBER, platform.others_cpu_ns, true),
    LINE("platform", "stall_ns", NUMBER, platform.stall_ns, true),
    LINE("platform", "stalls", NUMBER, platform.stalls, true),
    LINE("platform", "listen_overflows", NUMBER, platform.listen_overflows,
         true),
    LINE("platform", "listen_drops", NUMBER, platform.listen_drops, true),
    LINE("platform", "retransmits", NUMBER, platform.retransmits, true),
    IN("total", "ok", NUMBER, total.ok),
    IN("total", "failed", NUMBER, total.failed),
    LINE("total", "ordered_stalled", NUMBER, total.ordered[ORDERED_STALL],
         true),
    LINE("total", "ordered_cut", NUMBER, total.ordered[ORDERED_CUT], true),
    LINE("total", "ordered_wrong", NUMBER, total.ordered[ORDERED_WRONG], true),
    IN("total", "body_bytes", NUMBER, total.body_bytes),
    IN("total", "opened", NUMBER, total.opened),
    IN("total", "retried", NUMBER, total.retried),
    FIELD(COUNT, connected_most),
    FIELD(NUMBER, makespan_ns),
    FIELD(NUMBER, slowest_ns),
    FIELD(NUMBER, sum_ns),
    LINE("memory", "few", NUMBER, memory.few, true),
    LINE("memory", "many", NUMBER, memory.many, true),
    LINE("memory", "user_few", NUMBER, memory.user_few, true),
    LINE("memory", "user_many", NUMBER, memory.user_many, true),
    LINE("memory", "kernel_few", NUMBER, memory.kernel_few, true),
    LINE("memory", "kernel_many", NUMBER, memory.kernel_many, true),
};

const int record_field_count = sizeof record_fields / sizeof *record_fields;

void record_init(struct record *r)
{
    memset(r, 0, sizeof *r);
    strcpy(r->kind, RECORD_TIMED);
    for (int i = 0; i < record_field_count; i++) {
        if (record_fields[i].kind == NUMBER || record_fields[i].kind == LATER)
            *(uint64_t *)((char *)r + record_fields[i].offset) = RECORD_NONE;
    }
}

int record_group_end(int i)
{
    const char *group = record_fields[i].group;

    while (i < record_field_count && record_fields[i].group != NULL &&
           strcmp(record_fields[i].group, group) == 0)
        i++;
    return i;
}
