/*
 * The page by which a test moves the clock of a program that it starts: one of
 * build/tests/servers/paced, to whose own processes it belongs.
 */
#ifndef TESTS_LIB_PAGE_H
#define TESTS_LIB_PAGE_H

#include <stdbool.h>
#include <sys/types.h>

#include "scratch.h"
#include "shared/clock.h"

struct page;

/* Makes a page, in a file whose path it writes. Valid until the test exits. */
struct page *page_make(char path[SCRATCH_PATH]);

/*
 * In the child that becomes the program: gives it the page. Time passes besides
 * for a server, as it always does; not for a script's client; and for a
 * person's in brief sleeps alone, as between two draws.
 */
enum page_of { PAGE_SERVER, PAGE_SCRIPT, PAGE_PERSON };
bool page_give(struct page *page, const char *path, enum page_of of);

/*
 * Lets so much time pass: returns when it has passed for this child of the
 * test, or it has ended.
 */
void page_pace_at(const char *where, struct page *page, pid_t child, usec time);

#endif
