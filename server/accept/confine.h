/*
 * Restrictions that the system can put on a child from its start, whatever the
 * child does later. On Linux they cover privileges, paths, ports, other
 * processes and most system calls; on OpenBSD, all but a few pledges. A system
 * may lack some of these pieces: the parent finds that out once, here. sandbox/
 * applies them in the child.
 */
#ifndef SERVER_ACCEPT_CONFINE_H
#define SERVER_ACCEPT_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/config/config.h"
#include "process/fork/child.h"
#include "shared/error.h"

/*
 * Finds out which pieces the system has, and opens the descriptors that
 * children inherit for them. Must be called before the first child. The parent
 * itself is never confined.
 */
void confine_init(bool wanted);
void confine_want(bool wanted); /* whether to confine, once known */

/* Returns the confinement to pass to a child. */
struct confinement confine_get(void);

/*
 * Returns whether this system can do what the mode requires; false with *why if
 * a required piece is missing. Changes nothing.
 */
bool confine_check(enum sandbox_mode mode, struct error *why);

/*
 * Logs the pieces that this system lacks; false with *why if there are any and
 * the mode requires them.
 */
bool confine_log_missing(enum sandbox_mode mode, struct error *why);

#endif
