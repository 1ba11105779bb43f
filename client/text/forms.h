/*
 * The table of how events, answers and refusals of the server read in words,
 * all but what somebody says. Pure; used where lines are rendered.
 */
#ifndef CLIENT_TEXT_FORMS_H
#define CLIENT_TEXT_FORMS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/grammar.h"
#include "shared/str.h"

/*
 * The form of a line that the server said to us, who are called me: a constant
 * that begins with "-- ", or with "!! " for a refusal, or is empty if nobody
 * need see the line. $0 to $5 stand in it for the arguments of *cut, which is
 * the line with what follows "ok VERB" cut apart; so do %0 to %5 for numbers
 * that stand below each other, *0 to *5 for lists of words, and &0 and ^0 for
 * the name, and the user and host, of who is written as
 * NAME!USER@HOST!ACCOUNT!FLAGS.
 */
struct str forms_find(
    const struct command *line, struct str me, struct command *cut);

/* A form's own words, or an argument, which somebody else may have written. */
struct piece {
	struct str text;
	bool foreign;
	bool list; /* of words, each by itself; foreign as well */
	size_t pad; /* spaces in front of it */
};

/* Takes the next piece off the form; false if there is none left. */
bool forms_next(
    struct str *form, const struct command *line, struct piece *piece);

#endif
