/*
 * Tells a person of messages meant for them: by the bell, once for a burst of
 * messages, and by a command of theirs. That command is run as forkcast listen
 * -x runs its own: the texts are in its environment, never in what the shell
 * reads. One runs at a time; messages that arrive meanwhile are counted, and
 * told when it has ended. The chat decides which texts to tell, and tells none
 * that a reconnection repeats. Nothing here blocks, and no signal is needed.
 */
#ifndef CLIENT_PERSON_NOTIFY_H
#define CLIENT_PERSON_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/limits.h"

#define NOTIFY_SAID 80

struct notify {
	/* As notify_begin sets them; tests have others. */
	usec pause; /* minimum time between two commands */
	usec slow; /* the person is told of a command that runs this long */
	const char *server; /* address for the command's forkcast send */
	const char *command; /* for sh, of the events that wait */
	char line[LIMIT_LINE]; /* last waiting event */
	size_t len;
	size_t count; /* of waiting events */
	pid_t pid; /* of the running command, or 0 */
	usec begun; /* when the last command began; 0: none has */
	usec look; /* when to check again whether it has ended */
	bool slow_told;
	bool failed; /* the last one failed, and the person knows */
	char said[NOTIFY_SAID];
};

/* Initializes. The address must stay valid. */
void notify_begin(struct notify *notify, const char *server);

/*
 * Adds an event that means us; the command begins with the next look. It is
 * given to sh -c and must stay valid, as settings_set leaves it; null: nothing
 * is run. FORKCAST_ID, _KIND, _GROUP, _SENDER, _TO and _TEXT are those of the
 * last event, FORKCAST_COUNT is the number of events; see forkcast(1),
 * ENVIRONMENT.
 */
void notify_add(
    struct notify *notify, const char *command, const struct command *event);

/*
 * Checks, once a turn, whether the command has ended, and begins the next.
 * Returns null or a message for the person, valid until the next call: that the
 * command cannot be run, that it has failed where the one before had not, or
 * that it is slow.
 */
const char *notify_look(struct notify *notify, usec now);

/*
 * Returns when to look at the latest; WAIT_FOR_EVER: not before the next event.
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
