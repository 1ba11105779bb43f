/*
 * The page by which a test moves the clock of a program that it starts: one of
 * build/tests/servers/paced, to whose own processes it belongs.
 */
#ifndef TESTS_LIB_PAGE_H
#define TESTS_LIB_PAGE_H

#include <stdbool.h>
#include <sys/types.h>

#include "must.h"
#include "scratch.h"
#include "shared/clock.h"

struct page;

/* Makes a page, in a file whose path it writes. Valid until the test exits. */
struct page *page_make(char path[SCRATCH_PATH]);

/*
 * In the child that becomes the program: gives it the page. A person's client
 * has its brief sleeps besides, as between two draws.
 */
enum page_of { PAGE_SERVER, PAGE_SCRIPT, PAGE_PERSON };
bool page_give(struct page *page, const char *path, enum page_of of);

/*
 * Lets so much time pass: returns when it has passed for this child of the
 * test, which has done all that was due, or has ended. Returns in how many
 * steps it has passed: 1 if no timer was due before its end.
 */
size_t page_pace_at(
    const char *where, struct page *page, pid_t child, usec time);

/* The same, without waiting. */
void page_pace_later(struct page *page, usec time);

/* Is the program more than a second behind what has passed? */
bool page_is_behind(const struct page *page);

/*
 * The same in whole seconds, without waiting. Returns the number of programs
 * for which it has passed.
 */
const _Atomic unsigned *page_pass_later(struct page *page, usec time);

/*
 * Does so, and waits until it has passed for that many programs. None of them
 * may come, go or be stopped meanwhile.
 */
#define page_pass(page, time, count) page_pass_at(HERE, page, time, count)
void page_pass_at(
    const char *where, struct page *page, usec time, size_t count);

/* Has a server write what it waits for into its log, if it can. */
void page_ask(struct page *page);

/* Sets the clocks forward, all at once. */
void page_leap(struct page *page, usec time);

#endif
