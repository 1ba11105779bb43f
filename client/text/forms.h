/*
 * The table of texts for the server's events, answers and refusals: all lines
 * but what people say. Pure but for the time zone.
 */
#ifndef CLIENT_TEXT_FORMS_H
#define CLIENT_TEXT_FORMS_H

#include "shared/grammar.h"
#include "shared/str.h"
#include "text/styled.h"
#include "text/when.h"

/*
 * Returns the text form of a line that the server sent to us; me is our name.
 * The form is a constant that begins with "-- ", or with "!! " for a refusal;
 * it is empty if nobody need see the line. *cut becomes the line with the rest
 * of "ok VERB" cut into arguments. In the form, $0 to $5 stand for the
 * arguments of *cut, #0 to #5 for groups, %0 to %5 for numbers in a column, *0
 * to *5 for lists of words, @0 to @5 for the date and time of an ID, and +0 to
 * +5 for an argument with all after it. For an
 * argument NAME!USER@HOST!ACCOUNT!FLAGS, &0 stands for the name, ^0 for
 * USER@HOST and ~0 for ACCOUNT.
 */
struct str forms_find(
    const struct command *line, struct str me, struct command *cut);

/*
 * Returns the sign before the name of a group as people read it, as in "#ops";
 * an empty string for "@ali", the place of a person.
 */
struct str forms_sign(struct str place);

/*
 * Returns the words after the name of whoever has sent a message to only some
 * of a group: for "o:ops" " to the operators"; empty for all members.
 */
struct str forms_audience(struct str audience);

/* Appends the form, filled with the arguments of the line. */
void forms_put(struct styled *to, struct str form, const struct command *line);

/*
 * Returns the time that an ID tells, in that format of strftime and in room;
 * empty if it is no time.
 */
struct str forms_time(struct str id, const char *format, char room[WHEN_ROOM]);

#endif
