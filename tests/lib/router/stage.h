/*
 * The router without processes: all of its modules in the test's own process,
 * turned by hand, with its log in a pipe. Puppets play the workers (puppet.h).
 */
#ifndef TESTS_LIB_ROUTER_STAGE_H
#define TESTS_LIB_ROUTER_STAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "server/base/config/config.h"
#include "server/base/loop/ticks.h"
#include "tests/lib/router/pace.h"

/*
 * Begin, once in a program, or apply another configuration later. From then on
 * standard error is the stage's log. Options are as on the command line, in a
 * list that ends with a null key. On failure, the program ends.
 */
void stage_begin(const struct config_option *options);
void stage_configure(const struct config_option *options);

/*
 * stage_save writes the router's state into an object that the next program can
 * read, which this one executes; there, stage_load takes the place of
 * stage_begin, before stage_configure.
 */
int stage_save(void);
void stage_load(int object);

/*
 * Turn the router as the loop does, without waiting, once; or to the end, so
 * that the goodbyes of that turn are written, too. No new clients come.
 */
void stage_turn_once(void);
void stage_turn(void);

/*
 * Lets time pass for the loop, whose clock does not count all of a long pause:
 * in parts, with a turn before the first and after each.
 */
void pace_turns(usec time);

/*
 * Returns whether a line that matches (pattern.h) was logged since the last
 * call.
 */
bool stage_logged(const char *pattern);

/* Empties the log. */
void stage_forget_log(void);

#endif
