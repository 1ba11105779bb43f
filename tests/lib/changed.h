/* Reads a file and writes it again with one change. */
#ifndef TESTS_LIB_CHANGED_H
#define TESTS_LIB_CHANGED_H

#include "shared/str.h"

/* Returns the whole file, followed by a NUL; the caller frees it. */
char *changed_read(int fd, size_t *len);

/*
 * Writes the text to the file, with the first occurrence of from replaced by
 * to. Ends the program if there is none.
 */
void changed_write(int fd, struct str text, const char *from, const char *to);

#endif
