/*
 * A child's title, as ps shows it, in the room that the parent has made
 * (base/system/program.h), or, if children do not have that, in a room of its
 * own. (setproctitle(3) is not in POSIX.)
 */
#ifndef SERVER_PROCESS_SANDBOX_TITLE_H
#define SERVER_PROCESS_SANDBOX_TITLE_H

#include "process/fork/child_args.h"
#include "shared/str.h"

/*
 * Sets the room for titles. The parent has moved the environment, and the child
 * forgets it. If the room's size is 0, the child uses room of its own, if the
 * system supports that.
 */
void title_init(struct title_room given);

/*
 * Sets the title: the pieces without spaces between them, cut where the room
 * ends.
 */
void title_set(const struct str *pieces, size_t count);
#define TITLE(...)                                      \
	title_set((const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

#endif
