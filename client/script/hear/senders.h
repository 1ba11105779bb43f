/* The names and accounts whose messages listen and log print or ignore. */
#ifndef CLIENT_SCRIPT_HEAR_SENDERS_H
#define CLIENT_SCRIPT_HEAR_SENDERS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "text/words/heard.h"

#define SENDERS_MOST 16

/* All zero: none. */
struct senders {
	struct str sender[SENDERS_MOST];
	size_t count;
};

/*
 * Adds NAME or "~a:ACCOUNT", the value of the option -LETTER, which must stay.
 * Ends the program with EX_USAGE if it is invalid or one too many.
 */
void senders_add(struct senders *senders, char letter, const char *text);

/* Returns whether one of them has caused the event. */
bool senders_include(const struct senders *senders, const struct heard *heard);

#endif
