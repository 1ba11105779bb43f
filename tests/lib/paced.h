/*
 * Programs whose clock the test moves (tests/servers/paced), by a page that
 * they share. For a server see server_pace.
 */
#ifndef TESTS_LIB_PACED_H
#define TESTS_LIB_PACED_H

#include "here.h"
#include "scratch.h"
#include "shared/clock.h"

struct page;

/* Makes a page of that name, and its path, which is FORKCAST_PACE. */
struct page *paced_page(const char *name, char path[SCRATCH_PATH]);

/*
 * Makes the page of scripts that start from now on. In these $PACED is the
 * directory of such programs.
 */
struct page *paced_scripts(void);

/*
 * Lets so much time pass, in whole seconds. Returns when it has passed for that
 * many programs, and all that was due then has been done.
 */
#define paced_pass(page, time, count) paced_pass_at(HERE, page, time, count)
void paced_pass_at(
    const char *where, struct page *page, usec time, size_t count);

#endif
