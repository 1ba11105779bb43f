/*
 * The results of one measurement that is made several times over.
 */
#ifndef TESTS_IPC_RESULTS_H
#define TESTS_IPC_RESULTS_H

#include <stdbool.h>
#include <stddef.h>

/* Beyond these there is no room. */
#define RESULTS_MAX 64

struct results {
	double values[RESULTS_MAX]; /* sorted */
	size_t count;
	int error; /* why there are none */
};

/*
 * Adds a result in microseconds. NAN is none: the error number says why. Ends
 * the program if there is no room.
 */
void results_add(struct results *results, double result, int error);

/* The result with so many quarters of all below it; NAN if there are none. */
double results_quartile(const struct results *results, size_t quarters);
double results_median(const struct results *results);

/* True if three quarters of a are below three quarters of b. */
bool results_are_less(const struct results *a, const struct results *b);

/* Prints the median with three digits behind a mark, and the spread. */
void results_print(const struct results *results, char mark);

#endif
