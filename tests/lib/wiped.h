/* Checks that a server has wiped secrets from its memory. */
#ifndef TESTS_LIB_WIPED_H
#define TESTS_LIB_WIPED_H

#include "tests/lib/server.h"

#define WIPED_LEN 24

/*
 * Makes a secret: the letters of begin, then random ones that occur nowhere
 * else.
 */
void wiped_make(char text[WIPED_LEN + 1], const char *begin);

/* Skips the test if the server's memory cannot be read. */
void wiped_begin(void);
void wiped_can_read(const struct server *server, const char *there);

/*
 * Expects that the text is nowhere in the server's memory, nor, if root runs
 * the test, in its keeper's.
 */
void wiped_expect(
    const struct server *server, const char *text, const char *what);

#endif
