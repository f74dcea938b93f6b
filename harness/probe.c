#include "probe.h"

#include <stdio.h>

#include "backend.h"
#include "job.h"

int probe_uses(const struct backend *backend, char *uses, size_t size)
{
    struct job job;
    int result;

    job_init(&job);
    job.connections = 0;
    job.requests = 0;
    result = job_run(&job, backend);
    snprintf(uses, size, "%s", job.uses);
    return result;
}
