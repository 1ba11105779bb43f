/*
 * The nursery, on Linux: a small process that makes the workers. It is this
 * program, begun anew: its memory has nothing of what the parent knows, it has
 * four descriptors, and is confined as a worker is, once for all. The parent
 * sends it what a worker is given, with the descriptors (unix(7), SCM_RIGHTS);
 * the nursery clones itself (CLONE_PARENT of clone(2)), so that the worker is
 * the parent's own child, and the kernel writes its pid to a page that only the
 * two share, before the worker runs. No call here waits for the nursery.
 *
 * A helper begins as the nursery does, so that it does not have the parent's
 * memory, either.
 */
#ifndef SERVER_PROCESS_FORK_NURSERY_H
#define SERVER_PROCESS_FORK_NURSERY_H

#include "process/fork/child.h"

/*
 * Sanitizers do not know of processes made without libc's fork, so builds with
 * them use (and test) plain fork.
 */
#if defined(__linux__) && !defined(SANITIZED) && !defined(PLAIN_FORK)
#define NURSERY 1
#endif

/* The most births that are not told yet. */
#define NURSERY_BIRTHS 16

/* The name by which this program is called to be a child. */
#define NURSERY_CALLED "forkcastd: child"

/* What begins a child or a birth. Its descriptors come with it, in order. */
struct order {
	unsigned says; /* its kind */
	size_t birth; /* of a worker: its number, below NURSERY_BIRTHS */
	struct child_args given; /* but for its kind and its title's room */
};

#ifdef NURSERY
/*
 * Begins a child as a program of its own; -1 with errno. The caller still owns
 * the descriptors in *given. The end for further orders goes to *orders, unless
 * that is null. nursery_is_possible returns whether all that can be.
 */
pid_t nursery_exec(const struct child_args *given, int *orders);
bool nursery_is_possible(void);

/*
 * Begins the nursery, of that kind; false with errno. There must be none.
 * nursery_pid returns its pid; 0: none. Once that is reaped, nursery_ended must
 * be called.
 */
bool nursery_begin(const struct child_args *given);
pid_t nursery_pid(void);
void nursery_ended(void);

/*
 * Asks for a worker; false with errno if the nursery does not take the order.
 * nursery_told then returns the worker's pid, 0 as long as there is none, or
 * minus an error number. nursery_hear, called each turn, has the loop woken
 * when there is news.
 */
bool nursery_ask(const struct child_args *given, size_t birth);
pid_t nursery_told(size_t birth);
void nursery_hear(void);
#else
#define nursery_exec(given, orders) child_fork(given)
#define nursery_is_possible() false
#define nursery_begin(given) ((void)(given), false)
#define nursery_pid() ((pid_t)0)
#define nursery_ended() ((void)0)
#define nursery_ask(given, birth) ((void)(given), (void)(birth), false)
#define nursery_told(birth) ((void)(birth), (pid_t)0)
#define nursery_hear() ((void)0)
#endif

/*
 * The other side (sandbox/nursery_born.c): main of a program that is called
 * NURSERY_CALLED, and of the nursery. kind_of finds the kind of a KIND_, as
 * this program has it. They return the exit code.
 */
int nursery_born(
    const struct kind *(*kind_of)(unsigned says), struct title_room title);
int nursery_main(const struct child_args *given);

#endif
