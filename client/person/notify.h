/*
 * How a person learns of what is meant for them: by the bell, once for a burst
 * of messages however many they are, and by a command of theirs. That is run as
 * forkcast listen -x runs its: the texts are in its environment, never in what
 * the shell reads. One runs at once; what comes meanwhile is counted, and told
 * when it has ended. The chat says which texts are to be told: none of what it
 * comes back to. Nothing here blocks, and no signal is needed.
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
	usec pause; /* from one to the next, at least */
	usec slow; /* one that runs for so long is told of */
	const char *server; /* an address, for its forkcast send */
	const char *command; /* for sh; of what waits */
	char line[LIMIT_LINE]; /* the last event that waits */
	size_t len;
	size_t count; /* of events that wait */
	pid_t pid; /* of the one that runs, or 0 */
	usec begun; /* the last one was; 0: none was yet */
	usec look; /* when to see again if it has ended */
	bool slow_told;
	bool failed; /* the last one did, and that is told */
	char said[NOTIFY_SAID];
};

/* The address must stay valid. */
void notify_begin(struct notify *notify, const char *server);

/*
 * An event means us. The command is given to sh -c and must stay valid, as
 * settings_set leaves it; null: nothing is run. FORKCAST_ID, _KIND, _GROUP,
 * _SENDER, _TO and _TEXT are those of the last event, FORKCAST_COUNT is how
 * many there are; forkcast(1), ENVIRONMENT. It begins with the next look.
 */
void notify_add(
    struct notify *notify, const char *command, const struct command *event);

/*
 * Each turn: sees whether it has ended, and begins the next. Null, or what the
 * person should know, valid until the next call: that it cannot be run, has
 * failed where the one before had not, or goes on for long.
 */
const char *notify_look(struct notify *notify, usec now);

/* When to look at the latest; WAIT_FOR_EVER: not before the next event. */
usec notify_due(const struct notify *notify);

/* From one ring of the bell to the next, at least. */
#define BELL_PAUSE (2 * SEC)

/* All zero: it has not rung yet. */
struct bell {
	usec rung; /* last; of clock_mono */
};

/* A message is for us: is it the time to ring? */
bool bell_rings(struct bell *bell, usec now);

#endif
