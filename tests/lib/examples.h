/* Reads the examples of a manual page, as a user would type them. */
#ifndef TESTS_LIB_EXAMPLES_H
#define TESTS_LIB_EXAMPLES_H

#include <stdbool.h>
#include <stddef.h>

#define EXAMPLE_TEXT 2048

/* A literal display of the page. */
struct example {
	char title[EXAMPLE_TEXT]; /* the paragraph before it */
	/*
	 * The text after the prompts "$ " and "> ". Without prompts, the whole
	 * display is a script.
	 */
	char script[EXAMPLE_TEXT];
	char output[EXAMPLE_TEXT]; /* the lines without a prompt */
	bool is_session; /* it has prompts */
};

/*
 * Reads the examples of the page, a path in the repository: those of its
 * section EXAMPLES, or all displays. Returns their number.
 */
size_t examples_read(
    const char *page, struct example *examples, size_t max, bool all);

#endif
