/*
 * A child's title, as ps shows it, in the room that the parent has made
 * (base/system/args.h), or where children do not have that, in one of its own.
 * (setproctitle(3) is not in POSIX.)
 */
#ifndef SERVER_SANDBOX_TITLE_H
#define SERVER_SANDBOX_TITLE_H

#include "fork/given.h"
#include "shared/str.h"

/*
 * Where titles go. The environment, which the parent has moved, is left. Of no
 * size: the child gets room of its own, if the system knows how.
 */
void title_init(struct title_room given);

/* The pieces as they stand; cut where the room ends. */
void title_set(const struct str *pieces, size_t count);
#define TITLE(...)                                      \
	title_set((const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

#endif
