/*
 * Runs the EXAMPLES of forkcast-scripts(1), a part of them in each test, with a
 * server that has a history and accounts.
 */
#ifndef TESTS_LIB_SCRIPT_PAGE_H
#define TESTS_LIB_SCRIPT_PAGE_H

#include <stddef.h>

#include "conn.h"
#include "examples.h"
#include "server.h"
#include "shell.h"

/* An example: how its title begins, and a function that runs it. */
struct script_page_row {
	const char *title;
	void (*run)(const struct example *example);
};

/* Starts the server. Returns ali, who is in 1, ops, alarms and lobby. */
struct conn *script_page_begin(void);
struct server *script_page_server(void);

/*
 * Runs the examples from the one whose title begins so up to the one before
 * another; null for the first and for the last of the page. The rows must be
 * exactly these, in the order of the page: so no example is left out.
 */
void script_page_run_rows(const struct script_page_row *rows, size_t count,
    const char *from, const char *until);
void script_page_end(void);

/* Starts a script. */
struct shell *script_page_start(const char *script);

/* Runs a script of the test's own, which must end well. */
void script_page_run(const char *script);

/* Ends a script by Ctrl-C, whatever it makes of that. */
void script_page_stop(struct shell *shell);

#endif
