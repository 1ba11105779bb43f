/*
 * The router without processes: all of its modules in the test's own, turned by
 * hand, its log in a pipe. Puppets play the workers (puppet.h).
 */
#ifndef TESTS_LIB_ROUTER_STAGE_H
#define TESTS_LIB_ROUTER_STAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "server/base/config/config.h"
#include "server/base/loop/alarms.h"
#include "shared/clock.h"

/*
 * Begins, once a program; from now on standard error is the stage's. Options
 * are as on the command line, in a list that ends with a null key; others can
 * be put in force later. The program ends if that fails.
 */
void stage_begin(const struct config_option *options);
void stage_configure(const struct config_option *options);

/*
 * From now on there is a doorbell, and puppets ring it for what they say by
 * puppet_say. The end to write to, which is not blocking and stays the stage's.
 * stage_ring does nothing as long as there is none.
 */
int stage_bell(void);
void stage_ring(uint32_t number);

/*
 * One turn of the router's loop, without waiting, or waiting up to that time
 * for something to do; nobody new comes in.
 */
void stage_turn(void);
void stage_wait(usec most);

/* True if a line was logged, since the last call, that matches (pattern.h). */
bool stage_logged(const char *pattern);

/* Empties the log. */
void stage_forget_log(void);

#endif
