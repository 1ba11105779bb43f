/*
 * The values of all settings that no other module keeps. For settings.c and
 * settings_keys.c; others include settings.h.
 */
#ifndef CLIENT_SESSION_SETTINGS_NOW_H
#define CLIENT_SESSION_SETTINGS_NOW_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"

/* How comings and goings are shown, in the order of views/presence.h. */
enum settings_presence {
	SETTINGS_PRESENCE_SMART,
	SETTINGS_PRESENCE_ALL,
	SETTINGS_PRESENCE_OFF
};

struct settings {
	const char *server; /* a valid address, never null */
	const char *password; /* for the server, or null */
	const char *account; /* to log in to, or null */
	const char *secret; /* for the account, or null */
	const char *name; /* a valid name, or null */
	/* the name is from the environment: scripts use it unchanged */
	bool name_exact;
	char *const *groups; /* to be joined; null-terminated */
	bool times; /* show times, in every window */
	/* show times in a window that is wide enough; times is false */
	bool times_auto;
	bool slash; /* commands must begin with / */
	bool bell;
	bool members; /* show the members of a group where there is room */
	enum settings_presence presence;
	const char *notify; /* a command for sh, or null */
	const char *log; /* an absolute path of a directory, or null */
	size_t scrollback; /* bytes for the lines of all views */
	usec timeout;
};

#endif
