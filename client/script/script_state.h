/*
 * The functions shared by the files of script.h: script.c has the waiting and
 * the end, script_greet.c sends name and groups, and script_away.c reconnects.
 * No other file includes this header.
 */
#ifndef CLIENT_SCRIPT_SCRIPT_STATE_H
#define CLIENT_SCRIPT_SCRIPT_STATE_H

#include "script/script_data.h"

/* Sends the password, if there is one, and the name. */
void script_greet(struct script *script);

/* Sends the name, or the next one if it is made up. */
void script_say_name(struct script *script);

/* Joins the next group, if that may be done now. */
void script_say_join(struct script *script);

/*
 * Takes a line that may answer the greeting. Returns true if it is a refusal
 * that was dealt with and does not concern the command.
 */
bool script_heed_greeting(struct script *script, const struct command *line);

/*
 * Goes on with the login after a line of the server; true if the line was about
 * it.
 */
bool script_heed_login(struct script *script, enum login_heard heard);

/*
 * Notes that the connection is lost, and why. Begins to reconnect if the
 * command wants that; otherwise the script fails with the status.
 */
void script_connection_lost(struct script *script, int status,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * Handles a refusal that may be temporary. While the script reconnects, reports
 * the reason, schedules another attempt, and returns true; otherwise returns
 * false.
 */
bool script_put_off(struct script *script, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Returns the descriptor of the current call, for reading; or -1. */
int script_away_fd(const struct script *script);

/* Returns when script_come_back must be called next. */
usec script_away_until(const struct script *script);

/* Does the steps of reconnecting that are due; heard: the call can be read. */
void script_come_back(struct script *script, bool heard);

/* Checks, after each line of the server, whether we are fully back. */
void script_settle(struct script *script);

void script_forget_away(struct script *script);

#endif
