/* The result of a grading, for people and as JSON. */
#ifndef TESTS_GRADE_REPORT_H
#define TESTS_GRADE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "trial.h"

struct report {
	const char *server; /* the command */
	bool children; /* it has child processes */
	size_t count;
	const struct trial *const *trial;
	const struct verdict *verdict;
};

/* Prints the verdict on one trial. */
void report_trial(const struct trial *trial, const struct verdict *verdict);

/* Prints the points. */
void report_total(const struct report *report);

/* Writes all of it as one JSON object; false with errno. */
bool report_json(const struct report *report, const char *path);

/* Returns how many faults were found. */
size_t report_faults(const struct report *report);

#endif
