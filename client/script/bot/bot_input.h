/*
 * The input of a bot, standard input or what its commands print: "to #GROUP
 * TEXT", "to @NAME TEXT", and the same with "note". Lines are said one at a
 * time, so that one that the server refuses for now is said again before the
 * next. Nothing blocks but a read that poll has allowed.
 */
#ifndef CLIENT_SCRIPT_BOT_BOT_INPUT_H
#define CLIENT_SCRIPT_BOT_BOT_INPUT_H

#include <stdbool.h>

#include "script/script.h"
#include "shared/clock.h"
#include "shared/grammar.h"

void bot_input_begin(int fd);

/* Returns whether there is room to read, and more to come. */
bool bot_input_reads(void);

/* Reads once; false with errno on failure. */
bool bot_input_read(void);

/*
 * Reads what is there and ends the last line; for a descriptor that does not
 * block.
 */
void bot_input_cut(void);

/* Says what may be said now; returns when to call it again. */
usec bot_input_say(struct script *script);

/* Returns whether the line under way is answered by one to this verb. */
bool bot_input_awaits(enum verb verb);

/* Takes the answer to the line under way. */
void bot_input_answered(const struct command *line);

/* Reports that the line under way, if there is one, will get no answer. */
void bot_input_lost(void);

/* Returns whether the input has ended and all of it is answered. */
bool bot_input_done(void);

/* Returns the exit status for the lines alone. */
int bot_input_status(void);

/* Reports the lines that were not said, at the end. */
void bot_input_tally(void);

#endif
