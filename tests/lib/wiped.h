/* Secrets that a server must have wiped. */
#ifndef TESTS_LIB_WIPED_H
#define TESTS_LIB_WIPED_H

#include "tests/lib/server.h"

#define WIPED_LEN 24

/* Makes a secret: these letters, then random ones that stand nowhere else. */
void wiped_make(char text[WIPED_LEN + 1], const char *begin);

/* Skips the test where the server's memory cannot be read. */
void wiped_begin(void);
void wiped_can_read(const struct server *server, const char *there);

/* The text is nowhere in the server, nor, if root runs this, in its keeper. */
void wiped_expect(
    const struct server *server, const char *text, const char *what);

#endif
