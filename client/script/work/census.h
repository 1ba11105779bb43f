/*
 * The items that wait in the boxes of forkcast work -e. The server is asked
 * while we have nothing to do; it gives us what waits before it answers. So if
 * it says then that nothing waits, the boxes are empty.
 */
#ifndef CLIENT_SCRIPT_WORK_CENSUS_H
#define CLIENT_SCRIPT_WORK_CENSUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "script/work/credits.h"
#include "shared/clock.h"

/* All zero: nothing was asked. */
struct census {
	size_t asked; /* boxes asked */
	size_t answered; /* of these */
	uint64_t waiting; /* items in the boxes that were counted */
	bool spoilt; /* it is out of date, or was not begun */
	usec again; /* when items that nobody gets are counted again; or 0 */
};

void census_init(struct census *census);

/*
 * Asks the boxes as far as possible if idle, that is, if we have no item and
 * could have one of each box; otherwise the census is spoilt.
 */
void census_ask(
    struct census *census, const struct credits *credits, bool idle);

/* Takes a line of the server, which may count a box or end an answer. */
void census_note(struct census *census, const struct credits *credits,
    const struct command *line);

/* Returns whether the boxes are empty. */
bool census_is_empty(
    const struct census *census, const struct credits *credits);

/*
 * Returns whether items have waited for some time though we could have had
 * them: it is to be asked again whether we may take, and then how many wait.
 */
bool census_is_stale(const struct census *census);

/* Returns when the census becomes stale. */
usec census_due(const struct census *census);

#endif
