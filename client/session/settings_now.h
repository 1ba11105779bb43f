/*
 * What is set: all that the configuration can say and that is kept by no module
 * of its own. For settings.c and settings_keys.c; others take settings.h.
 */
#ifndef CLIENT_SESSION_SETTINGS_NOW_H
#define CLIENT_SESSION_SETTINGS_NOW_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"

/* In the order of views/presence.h. */
enum settings_presence {
	SETTINGS_PRESENCE_SMART,
	SETTINGS_PRESENCE_ALL,
	SETTINGS_PRESENCE_OFF
};

struct settings {
	const char *server; /* an address that can be, never null */
	const char *password; /* the server's, or null */
	const char *account; /* to log in to, or null */
	const char *secret; /* its, if there is one */
	const char *name; /* a name that can be, or null */
	bool name_exact; /* it is from the environment: scripts too take it */
	char *const *groups; /* those to be joined; a null behind the last */
	bool times; /* yes */
	bool times_auto; /* neither yes nor no: in a window that is wide enough
			  */
	bool slash; /* what a person types is a command with a / only */
	bool bell;
	bool members; /* of a group, shown where there is room */
	enum settings_presence presence;
	const char *notify; /* a command for sh, or null */
	const char *log; /* a directory, an absolute path, or null */
	size_t scrollback; /* bytes for the lines of all views */
	usec timeout;
};

#endif
