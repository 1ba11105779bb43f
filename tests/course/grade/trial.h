/*
 * A trial under way: one test of the server, with what is expected and, once it
 * has gone wrong, what was seen instead. After that, each further step of the
 * trial does nothing, so that trials need not look whether a step succeeded.
 */
#ifndef TESTS_GRADE_TRIAL_H
#define TESTS_GRADE_TRIAL_H

#include <stdbool.h>

#define TRIAL_TEXT 400

enum trial_result {
	TRIAL_OK,
	TRIAL_FAULT,
	TRIAL_NOT_APPLICABLE, /* no such thing in this server, or not seen here
			       */
	TRIAL_NOT_RUN, /* the server is not far enough */
};

struct trial {
	const char *name; /* one word */
	unsigned points;
	const char *promise; /* of the server, in one line */
	const char *read; /* where to read more */
	void (*run)(void);
	void (*again)(void); /* another way, in which it may succeed, or null */
	bool of_lines; /* only for a server that knows line ends */
	bool of_children; /* only for one with child processes */
};

struct verdict {
	enum trial_result result;
	char expected[TRIAL_TEXT];
	char saw[TRIAL_TEXT]; /* of a fault, or why it did not run */
	double seconds;
};

/* Begins a trial whose verdict is to be written there. */
void trial_begin(struct verdict *verdict);

/* Says what the next steps expect of the server. */
void trial_expects(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Says that the server did something else: the first time, it is a fault. */
void trial_saw(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says that this trial does not apply, and why. */
void trial_does_not_apply(const char *why);

/* Returns for how long the trial has gone on. */
double trial_seconds(void);

/* Returns whether the trial goes on: nothing went wrong yet. */
bool trial_goes_on(void);

#endif
