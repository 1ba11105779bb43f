/*
 * What the system can refuse a child from the day it is born, whatever becomes
 * of it: on Linux privileges, paths, ports, other processes and most system
 * calls, on OpenBSD all but a few pledges. A system may lack a piece of it;
 * that is found out once, here, in the parent. What a child does with it is
 * sandbox/. Called by forkcastd.c at start and by spawn.c.
 */
#ifndef SERVER_ACCEPT_CONFINE_H
#define SERVER_ACCEPT_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/config/config.h"
#include "fork/given.h"
#include "shared/error.h"

/*
 * Before the first child: finds out what there is, and opens what children
 * inherit of it. Whether they are to be confined stays as it was at start; the
 * parent itself is not.
 */
void confine_init(bool wanted);
void confine_want(bool wanted); /* as it turns out later */

/* What a child is given of it. */
struct confinement confine_get(void);

/* False with *why where all of it is required and this system lacks a piece. */
bool confine_look(enum sandbox_mode mode, struct error *why);

/*
 * Says in the log what of it this system cannot do; false with *why where all
 * of it is required.
 */
bool confine_check(enum sandbox_mode mode, struct error *why);

#endif
