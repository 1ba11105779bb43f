/*
 * The router without processes: all of its modules in the test's own, turned
 * by hand, its log in a pipe. Workers are played by puppets (puppet.h). Used
 * by the unit tests of what the router's modules do together.
 */
#ifndef TESTS_ROUTER_STAGE_H
#define TESTS_ROUTER_STAGE_H

#include <stdbool.h>

#include "server/config.h"

/*
 * Begins, once a program; from now on standard error is the stage's. Options
 * are as on the command line, in a list that ends with a null key; others can
 * be put in force later. The program ends if that fails.
 */
void stage_begin(const struct config_option *options);
void stage_configure(const struct config_option *options);

/* One turn of the router's loop, without waiting; nobody new comes in. */
void stage_turn(void);

/* Turns until that time has passed. */
void stage_pass(usec time);

/* True if a line was logged, since the last call, that matches (pattern.h). */
bool stage_logged(const char *pattern);

/* Empties the log. */
void stage_forget_log(void);

#endif
