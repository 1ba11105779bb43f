/*
 * Trials: the story played once for each of a list of faults, several at a
 * time, each in a process of its own.
 */
#ifndef TESTS_FAULTS_TRIALS_H
#define TESTS_FAULTS_TRIALS_H

#include <stdbool.h>
#include <stddef.h>

#include "board.h"
#include "shared/clock.h"

/* A fault to be tried next; false: there is none left. */
typedef bool trials_source(struct fault *fault);

struct trials {
	size_t done; /* all that follow are parts of it */
	size_t failed; /* each was told of, with the words that repeat it */
	size_t missed; /* the story did not come to the call this time */
};

/*
 * Plays the story without a fault and writes how often each call was made;
 * false if that goes wrong, or what is needed is not here.
 */
bool trials_survey(unsigned count[SIDES][CALLS]);

/* Tries what comes from the source. To be called behind trials_survey. */
struct trials trials_run(trials_source *source);

#endif
