/*
 * What the files of the scripts' commands share beside script.h: script.c has
 * the waiting and the end, script_greet.c says who we are and where, and
 * script_away.c makes a lost connection again. Nobody else includes this.
 */
#ifndef CLIENT_SCRIPT_SCRIPT_STATE_H
#define CLIENT_SCRIPT_SCRIPT_STATE_H

#include "script/script_data.h"

/* Says the password, if there is one, and the name. */
void script_greet(struct script *script);

/* Says the name, or the next one where it was made up. */
void script_say_name(struct script *script);

/* Joins the next of the groups, if that may be now. */
void script_say_join(struct script *script);

/*
 * Takes a line that may be the answer to one of these. True if it is a refusal
 * that was dealt with, and so is nothing for the command.
 */
bool script_heed_greeting(struct script *script, const struct command *line);

/*
 * The connection is lost, and this is why. It is made again if that is wanted;
 * else the script fails with the status.
 */
void script_lose(struct script *script, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * What is refused now may be granted later. While we are coming back we wait
 * for that, say why, and the result is true.
 */
bool script_put_off(struct script *script, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The call that is under way, to be read; or -1. */
int script_away_fd(const struct script *script);

/* When script_come_back has something to do at the latest. */
usec script_away_until(const struct script *script);

/* Does what is due; the call can be read if it was heard. */
void script_come_back(struct script *script, bool heard);

/* Are we back? Asked after each line of the server. */
void script_settle(struct script *script);

void script_forget_away(struct script *script);

#endif
