/*
 * Alerts a person to messages for them: by the bell, once for a burst of
 * messages, and by a command of their own. The command gets the message in its
 * environment, never in the text that the shell parses. One command runs at a
 * time; messages that arrive meanwhile are counted, and cause one more command
 * when it has ended. The chat decides which messages count. Nothing here blocks
 * or needs SIGCHLD.
 */
#ifndef CLIENT_CHAT_CORE_NOTIFY_H
#define CLIENT_CHAT_CORE_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/limits.h"

#define NOTIFY_SAID 80

struct notify {
	/* Times set by notify_begin; tests use shorter ones. */
	usec pause; /* minimum time between two commands */
	usec slow; /* the person is told of a command that runs this long */
	const char *command; /* for sh, to be run for the waiting events */
	const char *server; /* address of the last one's, for FORKCAST_SERVER */
	const char *via; /* of that server, for FORKCAST_VIA; or null */
	char line[LIMIT_LINE]; /* last waiting event */
	size_t len;
	size_t count; /* of waiting events */
	pid_t pid; /* of the running command, or 0 */
	usec begun; /* when the last command began; 0: none has */
	usec next_check; /* when to check again whether it has ended */
	bool slow_told;
	bool failed; /* the last one failed, and the person knows */
	char said[NOTIFY_SAID];
};

void notify_begin(struct notify *notify);

/*
 * Adds an event for us from the server of that address; notify_check runs the
 * command. The command, a string for sh -c, and the address must stay valid, as
 * values of settings do; without a command, null, nothing is run.
 * FORKCAST_ID, _KIND, _GROUP, _SENDER, _TO and _TEXT are those of the last
 * event, FORKCAST_COUNT is the number of events; see forkcast(1), ENVIRONMENT.
 */
void notify_add(struct notify *notify, const char *command, const char *server,
    const char *via, const struct command *event);

/*
 * Checks whether the command has ended, and begins the next; to be called once
 * a turn. Returns null or a message for the person, valid until the next call:
 * that the command cannot be run, that it has failed for the first time in a
 * row, or that it is slow.
 */
const char *notify_check(struct notify *notify, usec now);

/*
 * Returns when notify_check must be called next; WAIT_FOR_EVER: not before the
 * next event.
 */
usec notify_due(const struct notify *notify);

/* Minimum time between two rings of the bell. */
#define BELL_PAUSE (2 * SEC)

/* All zero: it has not rung yet. */
struct bell {
	usec rung; /* when it last rang; of clock_mono */
};

/* Returns whether to ring now for a message to us. */
bool bell_rings(struct bell *bell, usec now);

#endif
