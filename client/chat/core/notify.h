/*
 * The lines that reach a person's attention: those of ignored people do not,
 * and messages for us cause an alert: the bell, and a command of the person's.
 * The command gets the message in its environment, never in the text that the
 * shell parses. One command runs at a time; messages that arrive meanwhile are
 * counted, and cause one more command when it has ended. Nothing here blocks or
 * needs SIGCHLD.
 */
#ifndef CLIENT_CHAT_CORE_NOTIFY_H
#define CLIENT_CHAT_CORE_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/*
 * Return whether the line is from somebody else: a message from an ignored
 * person; a join, leave, quit or change of name of an ignored person, which
 * changes who is there, with their account, if any, or one of a key; a message
 * for us, private or one that mentions us.
 */
bool notify_ignores(
    const struct command *line, struct str me, struct str account);
bool notify_hides(
    const struct command *line, struct str me, struct str account);
bool notify_means_us(const struct command *line, struct str me);

/* The least time between two commands, and between looks whether one has ended.
 */
#define NOTIFY_PAUSE SEC

/* All zero at first. */
struct notify {
	const char *command; /* for sh, to be run for the waiting events */
	char line[LIMIT_LINE]; /* last waiting event */
	size_t len;
	size_t count; /* of waiting events */
	pid_t pid; /* of the running command, or 0 */
	usec until; /* nothing is done before */
	bool failed; /* the last one failed, and the person knows */
	char said[80];
};

/*
 * Adds an event for us; notify_check runs the command. That, a string for
 * sh -c, must stay valid, as values of settings do; null: nothing is run.
 * FORKCAST_ID, _KIND, _GROUP, _SENDER, _TO and _TEXT are those of the last
 * event, FORKCAST_COUNT is the number of events; see forkcast(1), ENVIRONMENT.
 */
void notify_add(
    struct notify *notify, const char *command, const struct command *event);

/*
 * Checks whether the command has ended, and begins the next; to be called once
 * a turn. Returns null or a message for the person, valid until the next call:
 * that the command cannot be run, or that it has failed for the first time in a
 * row.
 */
const char *notify_check(struct notify *notify, usec now);

/* Returns when to call it next; WAIT_FOR_EVER: not before the next event. */
usec notify_due(const struct notify *notify);

#endif
