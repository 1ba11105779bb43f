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

#include "fork/given.h"
#include "shared/str.h"

/*
 * Before the first child: finds out what there is, and opens what children
 * inherit of it. Whether they are to be confined stays as it was at start; the
 * parent itself is not.
 */
void confine_init(bool wanted);

/* What a child is given of it. */
struct confinement confine_get(void);

/* The name of a piece that is missing, from number 0 on; empty: no more. */
struct str confine_missing(size_t number);

#endif
