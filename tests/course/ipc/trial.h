/*
 * Trials that every mechanism goes through: does it deliver its messages, and
 * what does a process see whose partner is killed? Each test in
 * tests/course/ipc/tests defines the right result for its mechanism. A child
 * kills itself, so that it dies at exactly that place.
 */
#ifndef TESTS_IPC_TRIAL_H
#define TESTS_IPC_TRIAL_H

#include <sys/types.h>

#include "mechanism.h"
#include "own_name.h"
#include "tests/lib/must.h"

/* Chooses the mechanism; ends the test as skipped where there is none. */
void trial_of(const struct mechanism *mechanism);

/*
 * Messages of every size go both ways, whole and in order; sizes that are not
 * carried are refused when the channel is opened.
 */
void trial_carries(void);

/* A sender is killed behind a message: this is what its partner gets next. */
void trial_killed_behind(enum outcome next);

/* A sender is killed in the middle of its second message. */
void trial_killed_within(enum outcome next);

/*
 * A receiver is killed: the error of a sender who goes on, and the signal that
 * comes with it to one who has not thought of that (0: it is not tried). EINTR
 * where nothing ever tells him.
 */
void trial_receiver_killed(int error, int signal);

/*
 * A process is killed with a channel open: nothing is left of it. is_left
 * tells if anything of that process is; it is asked until the deadline.
 */
void trial_leaves_nothing(bool (*is_left)(pid_t dead));

/* Runs body in a child and has it killed there: what was its pid. */
pid_t killed_after(void (*body)(void));

/*
 * Finds the name that a dead process has left: one with which is_there is
 * true. False if there is none.
 */
bool find_name(char name[OWN_NAME], const char *directory, pid_t dead,
    bool (*is_there)(const char *name));

#endif
