/*
 * A file's text, in memory, and the file again with one thing of it changed.
 */
#ifndef TESTS_LIB_CHANGED_H
#define TESTS_LIB_CHANGED_H

#include "shared/str.h"

/* Returns the whole file, with a NUL after it; the caller frees it. */
char *changed_read(int fd, size_t *len);

/*
 * The file becomes that text, in which what comes first of from is replaced by
 * to; the program ends if there is none.
 */
void changed_write(int fd, struct str text, const char *from, const char *to);

#endif
