/*
 * Crowds beside which bystanders are measured: of idle clients, and of hostile
 * ones who say what a row has as often as the server lets them, each crowd in a
 * process of its own. All functions end the program if something cannot be had.
 * Linux only: epoll.
 */
#ifndef TESTS_BENCH_LIB_HOSTILE_CROWD_H
#define TESTS_BENCH_LIB_HOSTILE_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "shared/addr.h"
#include "shared/str.h"
#include "tests/bench/lib/hostile_rows.h"

struct hostile_scene {
	struct addr server;
	size_t idle, hostile; /* how many */
	size_t come; /* hostile ones before: each has a number of its own */
};

/* A connection that blocks, to a server or its operator's socket. */
int hostile_reach(const struct addr *addr);

/* Says that; and reads, up to these bytes and whatever came with them. */
void hostile_say(int fd, struct str text);
void hostile_await(int fd, const char *wanted);

/*
 * Somebody of that name comes in and says these lines, over IRC or not: its
 * connection, on which all of that has been answered.
 */
int hostile_enter(const struct hostile_scene *scene, const char *name,
    struct str first, bool irc);

/*
 * A crowd that is in: of idle clients, if row is null, or of hostile ones, who
 * begin when something is written to *go. And its end, at once.
 */
pid_t hostile_start(
    const struct hostile_scene *scene, const struct hostile_row *row, int *go);
void hostile_end(pid_t pid);

#endif
