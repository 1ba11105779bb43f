/* All trials, in the order in which they are made: tables of three files. */
#ifndef TESTS_GRADE_TRIALS_H
#define TESTS_GRADE_TRIALS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "trial.h"

/* How many clients and connections the crowds have. */
struct crowd {
	unsigned clients; /* at once */
	unsigned connections; /* one after the other */
};

struct trials {
	const struct trial *trial;
	size_t count;
};

/*
 * The first two of the talks are the conversation with line ends and without;
 * the others are only of use if the server passes one of these.
 */
extern const struct trials talk_trials;
extern const struct trials child_trials;
extern const struct trials crowd_trials;

/* Sets the sizes of the crowds. */
void crowd_trials_of(struct crowd crowd);

/* Sets the pause after a command without a line end. */
void talk_trials_pause(usec pause);

/*
 * Returns whether the server had a process for each client in the conversation
 * that was passed last.
 */
bool talk_trials_saw_children(void);

#endif
