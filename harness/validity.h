/*
 * validity - when a number does not count: the checks of a round, and the
 * verdict on a cell (a backend at a point) with its reasons.
 *
 *   VALID    nothing speaks against its numbers; there may be notes
 *   SUSPECT  they are what was measured, and may not be what was meant
 *   INVALID  they are not shown: it did other work, or its clock was wrong
 *
 * A round that fails a check takes its block with it, which is run again. One
 * whose backend did wrong, which a machine cannot make it do (a wrong answer,
 * counts that differ, stamps that go backwards), condemns the whole cell:
 * rounds in which it happened not to be seen prove nothing.
 *
 * Pure functions over records; no IO, no allocation.
 */
#ifndef MUXBENCH_VALIDITY_H
#define MUXBENCH_VALIDITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct record;
struct sample;

enum validity { VALIDITY_VALID, VALIDITY_SUSPECT, VALIDITY_INVALID };

/* What was wrong with a round, as the record's `fault` has it. */
enum validity_fault {
    FAULT_NONE,        /* nothing, or what the reason says alone */
    FAULT_ANSWERS,     /* wrong answers */
    FAULT_COUNTS,      /* client and server have counted differently */
    FAULT_CLOCK,       /* time stamps that go backwards */
    FAULT_LITTLE,      /* more under way than there are connections */
    FAULT_ERRORS,      /* failed requests, none with a wrong answer */
    FAULT_CONNECTIONS, /* fewer open than asked for */
    FAULT_WINDOW,      /* no window, or one of another length */
    FAULT_COUNT
};

/* "answers", "counts", ...; "" for FAULT_NONE. */
const char *fault_name(enum validity_fault);

/* FAULT_NONE for a name there is not. */
enum validity_fault fault_of(const char *name);

/* The backend did wrong, not the machine. */
bool fault_condemns(enum validity_fault);

/* Is this errno of a request (conn.h) an answer that was wrong? */
bool validity_is_wrong(int error);

/* Failed requests that are too many: this share of all. */
#define VALIDITY_ERRORS 1e-4

#define VALIDITY_FINDINGS 8
#define VALIDITY_TEXT 224

struct validity_finding {
    enum validity level; /* VALIDITY_VALID: a note */
    enum validity_fault fault;
    char text[VALIDITY_TEXT];
};

/* The gravest level and why; findings beyond the room are left out. */
struct validity_verdict {
    enum validity level;
    size_t count;
    struct validity_finding findings[VALIDITY_FINDINGS];
};

/* "VALID", "SUSPECT", "INVALID". */
const char *validity_name(enum validity);

/* The load, as far as a record does not tell it. */
struct validity_load {
    bool closed;  /* a request is due when the last on its connection ended */
    bool control; /* does no IO */
    bool churns;  /* connections are closed between requests */
    int faults_every;  /* each so-many-th connection fetches faults; 0: none */
    uint64_t think_ns; /* pause between two requests of a connection */
    int at_once;       /* requests that the model has under way at most; 0: not
                          known, as many as connections */
};

/*
 * The checks of one round that has ended well otherwise: counts of client and
 * server, faults that were ordered, Little's law. Each that fails is INVALID.
 *
 * rho = X R / C: right answers a second, times mean service time, by
 * connections, is how many of them are busy. Each connection carries one
 * request at a time, so the service times of a window of length W add up to
 * C (W + the longest) at most: rho > 1.01 + longest / W is impossible.
 */
void validity_round(const struct record *, const struct validity_load *,
                    struct validity_verdict *);

/*
 * Stamps in the wrong order among these samples: due after start, first byte
 * before start, end before the first byte or before the start; of answers that
 * are pushed, due after sent, or sent after the end. How many samples have one;
 * slots with done == 0 were not used.
 */
size_t validity_backwards(const struct sample *, size_t count, bool pushed);

/* Little's law for one round: rho. NaN: not measured. */
double validity_busy(const struct record *);

/* Its longest request by its window. NaN: not measured. */
double validity_longest(const struct record *);

/* How many CPUs' time the server worked in the window, and how many CPUs' time
 * it was ready to work and had none. NaN: not measured. */
double validity_server_worked(const struct record *);
double validity_server_waited(const struct record *);

/* What is known of the server's part in a cell. NaN: not measured. */
struct validity_server {
    double worked;  /* share of its CPUs' time */
    double waited;  /* the same: ready to work, without a CPU */
    double hottest; /* its busiest thread, share of a CPU's time */
    double reserve; /* its capacity, by the rate that was measured */
};

/* Busy for this share of the time, it has none left to be asked for more. */
#define VALIDITY_SERVER_LIMIT 0.9

/* It should be able to do so many times what a client asks of it. */
#define VALIDITY_SERVER_RESERVE 1.5

/*
 * Is the server what limits the throughput? Yes when its busiest thread is at
 * the limit, or when its capacity is no reserve. What it worked and waited is
 * the share of its time in which there was something to do, and one by that how
 * many times the load it could have served: yes at the limit as well, and
 * without a reserve where it was kept from its CPU for more than a tenth of the
 * time, by a quota or by others.
 */
bool validity_server_bound(const struct validity_server *);

/*
 * What the recorded rounds of a cell say by themselves: INVALID when one of
 * them condemns it, when half of them failed, or when more than 0.01 % of all
 * requests did. Begins the verdict.
 */
void validity_rounds(const struct record *const *, size_t count,
                     struct validity_verdict *);

/* What is known of a cell beyond that. NaN, NULL, RECORD_NONE: not known. */
struct validity_cell {
    struct validity_load load;
    struct validity_server server;
    double busy;    /* rho, over the rounds that count */
    double mean_ns; /* service time, likewise */
    double longest; /* request, as a share of the window, likewise */
    int connections;
    const char *twin;     /* why the reference is not itself: a sentence */
    const char *unsteady; /* why the windows were not steady: a sentence */
    uint64_t overflows;   /* of the server's listen queue */
    double carried;       /* share of what clients that think ask for; 0: - */
};

/* Clients that think and ask for less than this share of what their pauses
 * allow have waited for answers instead: the row is overloaded. */
#define VALIDITY_CARRIED 0.9

/* The rest of the verdict, added to what validity_rounds() has said. */
void validity_cell(const struct validity_cell *, struct validity_verdict *);

#endif
