#include "pauses.h"

#include "job.h"
#include "random.h"

const char *pauses_name(enum pauses pauses)
{
    switch (pauses) {
    case PAUSES_BETWEEN:
        return "between";
    case PAUSES_EVEN:
        return "even";
    case PAUSES_EXPONENTIAL:
        break;
    }
    return "exponential";
}

static uint64_t drawn(const struct job *job, uint32_t client, uint64_t number)
{
    struct random random;

    random_seed(&random, job->pause_seed ^ (uint64_t)client << 40 ^ number);
    return (uint64_t)(random_exponential(&random) * (double)job->think_ns);
}

uint64_t pauses_before(const struct job *job, uint32_t client, uint64_t number)
{
    bool between = job->pauses == PAUSES_BETWEEN;

    if (number == 0)
        return between ? 0
                       : job->think_ns / (uint64_t)job->connections * client;
    return job->pauses == PAUSES_EXPONENTIAL ? drawn(job, client, number)
                                             : job->think_ns;
}
