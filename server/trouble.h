/*
 * What went wrong while something was set up, in words for the operator, and
 * the exit code of sysexits(3) that it deserves: at start the program ends
 * with it, on a reload it is logged and the old setting stays.
 */
#ifndef SERVER_TROUBLE_H
#define SERVER_TROUBLE_H

#include <stdbool.h>

struct trouble {
	int code;
	char text[768];
};

/* Notes it and returns false, so that a function can end with it. */
bool trouble(struct trouble *trouble, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
