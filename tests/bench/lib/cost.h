/*
 * The cost of a server and its workers, as Linux counts it in /proc.
 */
#ifndef TESTS_BENCH_LIB_COST_H
#define TESTS_BENCH_LIB_COST_H

#include <stddef.h>
#include <sys/types.h>

struct cost {
	pid_t server;
	pid_t *workers;
	size_t count;
};

/*
 * The server and the children that it has now, at most so many. They must live
 * on as long as they are looked at. Ends the program if there is no memory.
 */
void cost_init(struct cost *cost, pid_t server, size_t max);
void cost_free(struct cost *cost);

/*
 * Seconds of processor time that all of them have used, with all threads that
 * they have now. From the scheduler's own count in nanoseconds: stat(5)'s ticks
 * of 10 ms are too coarse for a thousand workers. NAN where there is none.
 */
double cost_cpu(const struct cost *cost);

/* Seconds, as cost_cpu counts them, of the server alone, and of its workers. */
double cost_cpu_server(const struct cost *cost);
double cost_cpu_workers(const struct cost *cost);

/*
 * KiB of the machine's memory that programs could still have, with the free
 * pages that each processor holds back; NAN where that cannot be read. It
 * follows events within a second.
 */
double cost_available(void);

#endif
